import type { MessageStatus } from '../events.ts';
import { dayBounds, dayOf } from '../time.ts';

/** How far a message has come; a late or repeated receipt never takes it back. */
const PROGRESS: Record<MessageStatus, number> = {
  queued: 0,
  sending: 1,
  sent: 2,
  delivered: 3,
  read: 4,
  failed: 5,
  cancelled: 5,
};

/**
 * True when `next` is news for a message in `current`. A receipt for a message thought failed proves that it arrived, and one that was
 * called off while it was on its way may still have gone out.
 */
export function isProgress(current: MessageStatus, next: MessageStatus): boolean {
  if (current === 'failed') return next === 'delivered' || next === 'read';
  if (current === 'cancelled') return next === 'sent' || next === 'delivered' || next === 'read';
  return PROGRESS[next] > PROGRESS[current];
}

/** Statuses from which `next` is progress: the compare of a compare-and-set. */
export function statusesBefore(next: MessageStatus): MessageStatus[] {
  return (Object.keys(PROGRESS) as MessageStatus[]).filter((current) => isProgress(current, next));
}

const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 15 * 60_000;

/** Pause before the attempt after `attempts` failed ones, in ms: 15 s doubling to 15 min. */
export function retryDelay(attempts: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, attempts - 1));
}

/** 1 goes first. What somebody waits for overtakes what many get at once. */
const PRIORITIES: Readonly<Record<string, number>> = {
  arrival: 1,
  stopped: 1,
  resumed: 1,
  by_hand: 2,
  feedback: 10,
};
const USUAL_PRIORITY = 5;
const BULK_PRIORITY = 20;

/** Place of a message in its queue. Every job has one, as BullMQ takes those without first. */
export const priorityOf = ({ kind, bulk }: { kind: string; bulk: boolean }): number =>
  bulk ? BULK_PRIORITY : (PRIORITIES[kind] ?? USUAL_PRIORITY);

const FIRST_HOUR = 7;

/** Seven o'clock of the school's day that begins with this instant: nobody is woken up by what can wait. */
export const morningOf = (midnight: Date): Date => new Date(midnight.getTime() + FIRST_HOUR * 3_600_000);

/** New people are written to again from the morning of the school's next day. */
export const quotaOpensAgain = (now: Date, timeZone: string): Date =>
  morningOf(dayBounds(dayOf(now, timeZone), timeZone).end);

/** Why a message waits for the quota. */
export const NEW_CONTACT_QUOTA = 'new_contact_quota';

/** True once a message has waited for the quota: nothing else sets the beginning of its tries to the minute at which the day's quota opens. */
export const hasWaitedForQuota = ({ retriedAt }: { retriedAt: Date | null }, timeZone: string): boolean =>
  retriedAt !== null &&
  retriedAt.getTime() === morningOf(dayBounds(dayOf(retriedAt, timeZone), timeZone).start).getTime();

/** What waits for its turn among new people for longer than this will never get it. */
export const LONGEST_QUOTA_WAIT_MS = 14 * 24 * 3_600_000;

/** A message that could not be sent for this long is given up and the next channel takes over. */
export const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** Since when it has been tried: an admin's wish for another try begins a new day, and so does the end of a wait for the quota. */
export const triedSince = (message: { createdAt: Date; retriedAt: Date | null }): Date =>
  message.retriedAt ?? message.createdAt;

/** "Your guest is here" is no news any more after this: by then they have met. */
export const ARRIVAL_IS_NEWS_MS = 30 * 60_000;

/** True of what had better not be sent at all when it can be sent at `then` only. */
export const isNoNews = (message: { kind: string; createdAt: Date; retriedAt: Date | null }, then: Date): boolean =>
  message.kind === 'arrival' && then.getTime() - triedSince(message).getTime() > ARRIVAL_IS_NEWS_MS;

/** What an admin may do about a message. Sharing is writing it oneself, from a phone of one's own. */
export type MessageAction = 'retry' | 'cancel' | 'share';

export function messageActions(message: { status: MessageStatus; channel: 'whatsapp' | 'email' }): MessageAction[] {
  const actions: MessageAction[] = [];
  if (message.status === 'failed') actions.push('retry');
  if (message.status === 'queued') actions.push('cancel');
  if (message.channel === 'whatsapp' && message.status !== 'delivered' && message.status !== 'read')
    actions.push('share');
  return actions;
}

/** A claim older than this belongs to a process that died: its message is queued again under the same id. */
export const CLAIM_LOST_AFTER_MS = 3 * 60_000;
