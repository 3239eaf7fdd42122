import type { Ctx } from '../context.ts';
import type { Outgoing } from './outgoing.ts';
import { priorityOf } from './rules.ts';
import { sendingSessionId } from './session.ts';

/**
 * Hands written messages to their queues, in this order. Called after the commit; whatever it can't hand over (Redis away, no WhatsApp
 * session yet) stays `queued` and the sweep tries again, and one that was called off meanwhile is not claimed.
 * @param delayMs the queue holds them back this long; messages due by then are handed over
 * @returns how many were handed over
 */
export async function enqueueMessages(
  ctx: Pick<Ctx, 'db' | 'jobs' | 'log' | 'clock'>,
  outgoing: Outgoing[],
  delayMs = 0,
): Promise<number> {
  const dueBy = ctx.clock.now().getTime() + delayMs;
  const due = outgoing.filter(({ notBefore }) => notBefore === null || notBefore.getTime() <= dueBy);
  const needsDefault = due.some(({ channel, waSessionId }) => channel === 'whatsapp' && waSessionId === null);
  const defaultSession = needsDefault ? await sendingSessionId(ctx.db) : null;
  const jobs = due.map((message) => ({
    channel: message.channel,
    sessionId: message.waSessionId ?? defaultSession,
    payload: { messageId: message.id, attempt: message.attempts, notBefore: message.notBefore?.getTime() },
    options: { delayMs, priority: priorityOf(message) },
  }));
  const mails = jobs.filter(({ channel }) => channel === 'email');
  const whatsapps = jobs.flatMap(({ channel, sessionId, payload, options }) =>
    channel === 'whatsapp' && sessionId ? [{ payload: { ...payload, sessionId }, options }] : [],
  );
  try {
    if (mails.length > 0) await ctx.jobs.enqueueAll('sendMail', mails);
    if (whatsapps.length > 0) await ctx.jobs.enqueueAll('sendWhatsapp', whatsapps);
    return mails.length + whatsapps.length;
  } catch (error) {
    ctx.log.warn({ err: error, messages: due.length }, 'messages wait in the outbox: queue not reached');
    return 0;
  }
}
