export { requestGuestLink, setGuestPassword } from './link.ts';
export { logInGuest } from './log-in.ts';
export { guestLinkSchema, guestLogInSchema, guestPasswordSchema } from './schemas.ts';
export { endGuestSession, guestBehind, startGuestSession } from './session.ts';
export { listOwnVisits, type OwnVisit } from './visits.ts';
