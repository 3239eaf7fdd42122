export { approveMember } from './approve.ts';
export { cardFacts, type CardFacts } from './facts.ts';
export { issueCard, issueCardSchema, REISSUE_REASONS } from './issue.ts';
export { type Card } from './make.ts';
export { cardsOfMember, type MemberCard } from './of-member.ts';
export { countPrintable, printCard, printCards, printCardsSchema } from './print.ts';
export { rehearseCardRun, type CardRehearsal } from './rehearse.ts';
export { recordCheck } from './record-check.ts';
export { legacyRevocations, revokeLegacyCard, revokeLegacyCardSchema } from './revoke-legacy.ts';
export { CARD_VERDICTS, unreachableBy, type CardChannels, type CardRunMove, type CardVerdict } from './rules.ts';
export { cardRunSchema } from './selection.ts';
export { resumeCardRuns, startCardRun } from './start-run.ts';
export { cardStats, type CardStats } from './stats.ts';
export { steerCardRun } from './steer-run.ts';
export { checkOf, judgeCard, verifyCard, verifyCardSchema, type CardAnswer } from './verify.ts';
export {
  cardRunItemsSchema,
  exportCardRun,
  getCardRun,
  listCardRunItems,
  listCardRuns,
  type CardRunItem,
  type CardRunView,
} from './view-run.ts';
export { workCardRun } from './work-run.ts';
export { CARD_WORDS, cardRows, type CardWords } from './words.ts';
