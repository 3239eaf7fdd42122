import type { MessageStatus } from '../events.ts';

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

/** A message that could not be sent for this long is given up and the next channel takes over. */
export const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** Since when it has been tried: an admin's wish for another try begins a new day. */
export const triedSince = (message: { createdAt: Date; retriedAt: Date | null }): Date =>
  message.retriedAt ?? message.createdAt;

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
