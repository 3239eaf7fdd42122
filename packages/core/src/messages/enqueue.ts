import { and, asc, eq, inArray, isNull, lte, or, sql, type Placeholder, type SQL } from 'drizzle-orm';
import { prepared, schema, type Db } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { priorityOf } from './rules.ts';
import { sendingSessionId } from './session.ts';

const { messages } = schema;

/**
 * Hands written messages to their queues. Called after the commit; whatever it can't hand over (Redis away, no WhatsApp session yet)
 * stays `queued` and the sweep tries again.
 * @param delayMs the queue holds them back this long; messages due by then are handed over
 */
export async function enqueueMessages(
  ctx: Pick<Ctx, 'db' | 'jobs' | 'log' | 'clock'>,
  ids: number[],
  delayMs = 0,
): Promise<number> {
  if (ids.length === 0) return 0;
  const dueBy = new Date(ctx.clock.now().getTime() + delayMs);
  const [only] = ids;
  const rows = await (only !== undefined && ids.length === 1
    ? waitingOne(ctx.db).execute({ id: only, dueBy })
    : waiting(ctx.db, inArray(messages.id, ids), dueBy));
  const needsDefault = rows.some((row) => row.channel === 'whatsapp' && row.waSessionId === null);
  const defaultSession = needsDefault ? await sendingSessionId(ctx.db) : null;
  const jobs = rows.map((row) => ({
    channel: row.channel,
    sessionId: row.waSessionId ?? defaultSession,
    payload: { messageId: row.id, attempt: row.attempts },
    options: { delayMs, priority: priorityOf(row) },
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
    ctx.log.warn({ err: error, messages: rows.length }, 'messages wait in the outbox: queue not reached');
    return 0;
  }
}

const waiting = (db: Db, which: SQL, dueBy: Date | Placeholder) =>
  db
    .select({
      id: messages.id,
      channel: messages.channel,
      kind: messages.kind,
      attempts: messages.attempts,
      waSessionId: messages.waSessionId,
      bulk: messages.bulk,
    })
    .from(messages)
    .where(and(which, eq(messages.status, 'queued'), or(isNull(messages.notBefore), lte(messages.notBefore, dueBy))))
    .orderBy(asc(messages.id));

/** What one visitor or host is told, which is most of all. */
const waitingOne = prepared((db) =>
  waiting(db, eq(messages.id, sql.placeholder('id')), sql.placeholder('dueBy')).prepare(),
);
