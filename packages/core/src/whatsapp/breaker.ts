/**
 * A session's breaker: WhatsApp restricts numbers that go on after a refusal, so the first refusal of the account, or several of single
 * messages in a row, stop the session's sending. When the time is up one message is tried: accepted it closes the breaker, refused it opens it for twice as long.
 */
export interface Breaker {
  /** Null while closed. */
  openUntil: Date | null;
  /** When it last opened; outlives the closing, so that soon after it is open for longer. */
  openedAt: Date | null;
  /** Why it opened: a reason that the ledger shows too. */
  reason: string | null;
  /** How often it opened in a row. */
  trips: number;
  /** Messages refused in a row, each counted once however often it was tried. */
  refusals: number;
}

export type BreakerState = 'closed' | 'open' | 'half_open';

export interface Refusal {
  reason: string;
  /** Of the account (restricted, too fast, forbidden) rather than of one message. */
  ofAccount: boolean;
  /** Of a message that was refused before: it is counted once. */
  again?: boolean;
}

export const CLOSED: Breaker = { openUntil: null, openedAt: null, reason: null, trips: 0, refusals: 0 };

const HOUR_MS = 3_600_000;
const FIRST_PAUSE_MS = HOUR_MS;
const LONGEST_PAUSE_MS = 24 * HOUR_MS;
/** Opening again within this is not a new story. */
const REMEMBERED_MS = 48 * HOUR_MS;
const REFUSALS_IN_A_ROW = 5;

export function breakerState({ openUntil }: Pick<Breaker, 'openUntil'>, now: Date): BreakerState {
  if (!openUntil) return 'closed';
  return now < openUntil ? 'open' : 'half_open';
}

export function afterRefusal(breaker: Breaker, { reason, ofAccount, again }: Refusal, now: Date): Breaker {
  // Told twice, as after a database that was away: once is enough.
  if (breakerState(breaker, now) === 'open') return breaker;
  const refusals = breaker.refusals + (again ? 0 : 1);
  if (!ofAccount && refusals < REFUSALS_IN_A_ROW) return { ...breaker, refusals };
  const { openedAt } = breaker;
  const trips = openedAt && now.getTime() - openedAt.getTime() < REMEMBERED_MS ? breaker.trips + 1 : 1;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(trips - 1, 10));
  return { openUntil: new Date(now.getTime() + pauseMs), openedAt: now, reason, trips, refusals: 0 };
}

export function afterAcceptance(breaker: Breaker, now: Date): Breaker {
  const rest = { ...breaker, refusals: 0 };
  return breakerState(breaker, now) === 'half_open' ? { ...rest, openUntil: null, reason: null } : rest;
}

/** The admin's "try now": the next message is the probe. */
export function halfOpened(breaker: Breaker, now: Date): Breaker {
  return breakerState(breaker, now) === 'open' ? { ...breaker, openUntil: now } : breaker;
}
