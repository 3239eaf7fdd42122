import { and, asc, count, desc, eq, gte, inArray, isNull, like, lt, or, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { pageIds, pageInput, type Page } from '../page.ts';
import { readSettings } from '../settings/index.ts';
import { dayBounds } from '../time.ts';
import { asListed, defaultSessionOf, selectListed, type ListedMessage, type SessionOfMessage } from './listed.ts';

const { guests, messages } = schema;

/** `q` is looked for in numbers, addresses and guests' names; `from` and `to` are days of the school, both included. */
export const listMessagesSchema = pageInput.extend({
  status: z.enum(schema.MESSAGE_STATUSES).optional(),
  channel: z.enum(schema.MESSAGE_CHANNELS).optional(),
  sessionId: z.coerce.number().int().positive().optional(),
  guestId: z.coerce.number().int().positive().optional(),
  q: z.string().trim().max(120).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});
type Wish = z.output<typeof listMessagesSchema>;

/** The ledger: every message there was to anybody, newest first. */
export async function listMessages(
  ctx: Pick<Ctx, 'db' | 'actor' | 'clock'>,
  input: z.input<typeof listMessagesSchema>,
): Promise<Page<ListedMessage>> {
  authorise(ctx.actor, 'message.manage');
  const wish = listMessagesSchema.parse(input);
  const [{ timeZone }, byDefault] = await Promise.all([readSettings(ctx.db), defaultSessionOf(ctx.db)]);
  const where = conditions(ctx.db, wish, timeZone, byDefault);
  const { ids, total } = await pageIds(
    wish,
    () => ctx.db.select({ n: count() }).from(messages).where(where),
    ({ limit, offset, fromEnd }) =>
      ctx.db
        .select({ id: messages.id })
        .from(messages)
        .where(where)
        .orderBy(fromEnd ? asc(messages.id) : desc(messages.id))
        .limit(limit)
        .offset(offset),
  );
  const rows = await selectListed(ctx.db).where(inArray(messages.id, ids)).orderBy(desc(messages.id));
  const items = rows.map((row) => asListed(row, byDefault, ctx.clock.now()));
  return { items, total, page: wish.page, pageSize: wish.pageSize };
}

function conditions(db: Db, wish: Wish, timeZone: string, byDefault: SessionOfMessage | undefined): SQL | undefined {
  const named = wish.sessionId ? eq(messages.waSessionId, wish.sessionId) : undefined;
  const unnamed = and(eq(messages.channel, 'whatsapp'), eq(messages.status, 'queued'), isNull(messages.waSessionId));
  return and(
    wish.status ? eq(messages.status, wish.status) : undefined,
    wish.channel ? eq(messages.channel, wish.channel) : undefined,
    wish.sessionId && wish.sessionId === byDefault?.id ? or(named, unnamed) : named,
    wish.guestId ? eq(messages.guestId, wish.guestId) : undefined,
    wish.q
      ? or(inArray(messages.guestId, guestsNamed(db, wish.q)), like(messages.recipient, anywhere(bareNumber(wish.q))))
      : undefined,
    wish.from ? gte(messages.createdAt, dayBounds(wish.from, timeZone).start) : undefined,
    wish.to ? lt(messages.createdAt, dayBounds(wish.to, timeZone).end) : undefined,
  );
}

const guestsNamed = (db: Db, q: string) =>
  db
    .select({ id: guests.id })
    .from(guests)
    .where(like(guests.name, anywhere(q)));

/** A pattern of LIKE whose own signs stand for themselves. */
export const anywhere = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Numbers are stored as +62812…, and typed as 0812-…: what both have in common. Other text stays as it is. */
export const bareNumber = (text: string) =>
  /^[+\d\s().-]+$/.test(text) ? text.replace(/\D/g, '').replace(/^0+/, '') : text;
