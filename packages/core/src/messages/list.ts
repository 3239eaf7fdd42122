import { and, asc, count, desc, eq, gte, inArray, isNull, like, lt, or, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { guestsMatching, phonePrefixes } from '../guest-matching.ts';
import { pageIds, pageInput, type Page } from '../page.ts';
import { beginning } from '../search.ts';
import { readSettings, type Settings } from '../settings/index.ts';
import { dayBounds } from '../time.ts';
import { asListed, defaultSessionOf, selectListed, type ListedMessage, type SessionOfMessage } from './listed.ts';

const { messages } = schema;

/** `q` is how a number, an address (with its @) or a word of the guest's name begins; `from` and `to` are days of the school, both included. */
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
  const [settings, byDefault] = await Promise.all([readSettings(ctx.db), defaultSessionOf(ctx.db)]);
  const where = conditions(ctx.db, wish, settings, byDefault);
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

function conditions(
  db: Db,
  wish: Wish,
  { timeZone, phoneRegion }: Settings,
  byDefault: SessionOfMessage | undefined,
): SQL | undefined {
  const named = wish.sessionId ? eq(messages.waSessionId, wish.sessionId) : undefined;
  const unnamed = and(eq(messages.channel, 'whatsapp'), eq(messages.status, 'queued'), isNull(messages.waSessionId));
  return and(
    wish.status ? eq(messages.status, wish.status) : undefined,
    wish.channel ? eq(messages.channel, wish.channel) : undefined,
    wish.sessionId && wish.sessionId === byDefault?.id ? or(named, unnamed) : named,
    wish.guestId ? eq(messages.guestId, wish.guestId) : undefined,
    wish.q ? about(db, wish.q, phoneRegion) : undefined,
    wish.from ? gte(messages.createdAt, dayBounds(wish.from, timeZone).start) : undefined,
    wish.to ? lt(messages.createdAt, dayBounds(wish.to, timeZone).end) : undefined,
  );
}

/** What a search means: a number or, with an @ in it, an address, as it begins; else a guest's name. Each goes by an index of its own. */
function about(db: Db, q: string, region: string): SQL | undefined {
  const beginnings = q.includes('@') ? [q] : phonePrefixes(q, region);
  if (beginnings.length > 0) return or(...beginnings.map((text) => like(messages.recipient, beginning(text))));
  return inArray(messages.guestId, guestsMatching(db, q, region));
}
