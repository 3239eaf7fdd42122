export { getOwnAccount, updateOwnAccount, updateOwnAccountSchema, type OwnAccount } from './own.ts';
export { endOtherSessions, endOwnSession, listOwnSessions, type OwnSession } from './sessions.ts';
