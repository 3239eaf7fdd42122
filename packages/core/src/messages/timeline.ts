import type { Message } from './message.ts';

/** Something that happened to a message. */
export interface TimelineStep {
  step: 'written' | 'tried' | 'sent' | 'delivered' | 'read' | 'failed' | 'retried' | 'cancelled';
  at: Date;
  /** Who wished it, where somebody did. */
  by: string | null;
  /** Why, where a reason is kept. */
  reason: string | null;
}

type Stamps = Pick<
  Message,
  'status' | 'reason' | 'createdAt' | 'sendingAt' | 'sentAt' | 'deliveredAt' | 'readAt' | 'failedAt' | 'cancelledAt'
>;

/** An admin's wish as the audit log has it. */
interface Wish {
  at: Date;
  action: string;
  by: string | null;
  data: Record<string, unknown>;
}

/** In this order when they bear the same instant. */
const ORDER: TimelineStep['step'][] = [
  'written',
  'failed',
  'retried',
  'cancelled',
  'tried',
  'sent',
  'delivered',
  'read',
];

/** What happened to a message, oldest first. Of several tries the last one's instant is known. */
export function timelineOf(message: Stamps, wishes: Wish[]): TimelineStep[] {
  const stamps: [TimelineStep['step'], Date | null][] = [
    ['written', message.createdAt],
    ['tried', message.sendingAt],
    ['sent', message.sentAt],
    ['delivered', message.deliveredAt],
    ['read', message.readAt],
  ];
  const steps = stamps.flatMap(([step, at]): TimelineStep[] => (at ? [{ step, at, by: null, reason: null }] : []));
  const retries = wishes.filter((wish) => wish.action === 'message.retried');
  for (const { at, by, data } of retries) {
    const reason = typeof data['reason'] === 'string' ? data['reason'] : null;
    if (data['failedAt']) steps.push({ step: 'failed', at: new Date(String(data['failedAt'])), by: null, reason });
    steps.push({ step: 'retried', at, by, reason: null });
  }
  const { failedAt } = message;
  if (failedAt && !steps.some(({ step, at }) => step === 'failed' && at.getTime() === failedAt.getTime()))
    steps.push({ step: 'failed', at: failedAt, by: null, reason: message.status === 'failed' ? message.reason : null });
  const called = wishes.find((wish) => wish.action === 'message.cancelled');
  if (message.cancelledAt)
    steps.push({ step: 'cancelled', at: message.cancelledAt, by: called?.by ?? null, reason: message.reason });
  return steps.sort((a, b) => a.at.getTime() - b.at.getTime() || ORDER.indexOf(a.step) - ORDER.indexOf(b.step));
}
