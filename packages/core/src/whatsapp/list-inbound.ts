import { and, asc, count, desc, eq, inArray, like, or } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { pageIds, pageInput, type Page } from '../page.ts';
import { containing } from '../search.ts';
import { WA_CONTENT_TYPES, type WaContentType } from './rules.ts';

const { guests, waInbound, waSessions } = schema;
const isSender = eq(guests.phone, waInbound.phone);

/** What a phone has written to one of the school's numbers. */
export interface ListedInbound {
  id: number;
  session: { id: number; name: string };
  /** E.164; null when WhatsApp hides it. */
  phone: string | null;
  /** The name that the sender has given himself. */
  pushName: string | null;
  contentType: WaContentType;
  mediaType: string | null;
  text: string | null;
  receivedAt: Date;
  /** Whose number it is. */
  guest: { id: number; name: string; stopped: boolean } | null;
}

/** `q` is looked for in numbers, names and what was written. */
export const listInboundSchema = pageInput.extend({
  sessionId: z.coerce.number().int().positive().optional(),
  contentType: z.enum(WA_CONTENT_TYPES).optional(),
  q: z.string().trim().max(120).optional(),
});

/** The inbox of all sessions, newest first. */
export async function listInbound(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof listInboundSchema>,
): Promise<Page<ListedInbound>> {
  authorise(ctx.actor, 'message.manage');
  const wish = listInboundSchema.parse(input);
  const number = wish.q && bareNumber(wish.q);
  const where = and(
    wish.sessionId ? eq(waInbound.sessionId, wish.sessionId) : undefined,
    wish.contentType ? eq(waInbound.contentType, wish.contentType) : undefined,
    wish.q
      ? or(
          number ? like(waInbound.phone, containing(number)) : undefined,
          ...[waInbound.text, waInbound.pushName, guests.name].map((column) => like(column, containing(wish.q ?? ''))),
        )
      : undefined,
  );
  const { ids, total } = await pageIds(
    wish,
    () => {
      const counted = ctx.db.select({ n: count() }).from(waInbound).$dynamic();
      return (wish.q ? counted.leftJoin(guests, isSender) : counted).where(where);
    },
    ({ limit, offset, fromEnd }) => {
      const found = ctx.db.select({ id: waInbound.id }).from(waInbound).$dynamic();
      // The guest matters to a search only.
      return (wish.q ? found.leftJoin(guests, isSender) : found)
        .where(where)
        .orderBy(fromEnd ? asc(waInbound.id) : desc(waInbound.id))
        .limit(limit)
        .offset(offset);
    },
  );
  const rows = await selectInbound(ctx.db).where(inArray(waInbound.id, ids)).orderBy(desc(waInbound.id));
  return { items: rows.map(asListed), total, page: wish.page, pageSize: wish.pageSize };
}

/** Numbers are stored as +62812…, and typed as 0812-…: what both have in common, '' of signs alone. Other text stays as it is. */
const bareNumber = (text: string) => (/^[+\d\s().-]+$/.test(text) ? text.replace(/\D/g, '').replace(/^0+/, '') : text);

const selectInbound = (db: Ctx['db']) =>
  db
    .select({
      id: waInbound.id,
      session: { id: waSessions.id, name: waSessions.name },
      phone: waInbound.phone,
      pushName: waInbound.pushName,
      contentType: waInbound.contentType,
      mediaType: waInbound.mediaType,
      text: waInbound.text,
      receivedAt: waInbound.receivedAt,
      guest: { id: guests.id, name: guests.name, stoppedAt: guests.whatsappStoppedAt },
    })
    .from(waInbound)
    .innerJoin(waSessions, eq(waSessions.id, waInbound.sessionId))
    .leftJoin(guests, isSender);

function asListed({ guest, contentType, ...row }: Awaited<ReturnType<typeof selectInbound>>[number]): ListedInbound {
  return {
    ...row,
    contentType: WA_CONTENT_TYPES.find((known) => known === contentType) ?? 'other',
    guest: guest ? { id: guest.id, name: guest.name, stopped: guest.stoppedAt !== null } : null,
  };
}
