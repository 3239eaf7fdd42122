export { approveMember } from './approve.ts';
export { cardFacts, type CardFacts } from './facts.ts';
export { issueCard, issueCardSchema, REISSUE_REASONS } from './issue.ts';
export { type Card } from './make.ts';
export { unreachableBy, type CardChannels } from './rules.ts';
export { channelsSchema, yearSchema } from './schemas.ts';
export { cardStats, type CardStats } from './stats.ts';
export { CARD_WORDS, cardRows, type CardWords } from './words.ts';
