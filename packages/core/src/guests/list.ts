import { and, asc, count, desc, eq, inArray, isNull, max, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Db } from '@sowan/db';
import { authorise, requireUser, type Locale } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { guestsMatching } from '../guest-matching.ts';
import { pageIds, pageInput, type Page } from '../page.ts';
import { readSettings } from '../settings/index.ts';

const { appointments, guests } = schema;

export interface GuestRow {
  id: number;
  name: string;
  phone: string | null;
  email: string | null;
  locale: Locale;
  /** Appointments of any status; for a host, with them. */
  visits: number;
  /** Time of the latest of them. */
  lastVisit: Date | null;
}

export const listGuestsSchema = pageInput.extend({
  /** Part of a name or phone number. */
  q: z.string().trim().max(80).optional(),
  /** Guests of this host only. */
  hostId: z.coerce.number().int().positive().optional(),
  order: z.enum(['name', 'newest']).default('name'),
});

/** Guests by name, a page at a time. Hosts see those who have an appointment with them; admins and the reception all. */
export async function listGuests(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof listGuestsSchema>,
): Promise<Page<GuestRow>> {
  authorise(ctx.actor, 'guest.read');
  const user = requireUser(ctx.actor);
  const filter = listGuestsSchema.parse(input);
  const { phoneRegion } = await readSettings(ctx.db);
  const hostId = user.role === 'host' ? user.id : filter.hostId;
  const where = and(
    isNull(guests.erasedAt),
    filter.q ? inArray(guests.id, guestsMatching(ctx.db, filter.q, phoneRegion)) : undefined,
    hostId ? inArray(guests.id, guestsOfHost(ctx.db, hostId)) : undefined,
  );
  const { ids, total } = await pageIds(
    filter,
    () => ctx.db.select({ n: count() }).from(guests).where(where),
    ({ limit, offset, fromEnd }) =>
      ctx.db
        .select({ id: guests.id })
        .from(guests)
        .where(where)
        .orderBy(...inOrder(filter.order, fromEnd))
        .limit(limit)
        .offset(offset),
  );
  const columns = { id: guests.id, name: guests.name, phone: guests.phone, email: guests.email, locale: guests.locale };
  const [rows, visits] = await Promise.all([
    ctx.db
      .select(columns)
      .from(guests)
      .where(inArray(guests.id, ids))
      .orderBy(...inOrder(filter.order, false)),
    visitsOf(ctx.db, ids, hostId ? eq(appointments.hostId, hostId) : undefined),
  ]);
  const items = rows.map((row) => ({ ...row, visits: 0, lastVisit: null, ...visits.get(row.id) }));
  return { items, total, page: filter.page, pageSize: filter.pageSize };
}

function inOrder(order: 'name' | 'newest', reversed: boolean): SQL[] {
  const [up, down] = reversed ? [desc, asc] : [asc, desc];
  return order === 'name' ? [up(guests.name), up(guests.id)] : [down(guests.id)];
}

const guestsOfHost = (db: Db, hostId: number) =>
  db.select({ id: appointments.guestId }).from(appointments).where(eq(appointments.hostId, hostId));

async function visitsOf(
  db: Db,
  guestIds: number[],
  condition: SQL | undefined,
): Promise<Map<number, { visits: number; lastVisit: Date | null }>> {
  if (guestIds.length === 0) return new Map();
  const rows = await db
    .select({ guestId: appointments.guestId, visits: count(), lastVisit: max(appointments.scheduledAt) })
    .from(appointments)
    .where(and(inArray(appointments.guestId, guestIds), condition))
    .groupBy(appointments.guestId);
  return new Map(rows.map(({ guestId, visits, lastVisit }) => [guestId, { visits, lastVisit }]));
}

const SUGGESTIONS = 8;

/** Whom somebody who types in a form may mean: a few guests of the whole school, by name. */
export async function suggestGuests(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  typed: string,
): Promise<Pick<GuestRow, 'id' | 'name' | 'phone' | 'email'>[]> {
  authorise(ctx.actor, 'guest.read');
  const q = typed.trim();
  if (q.length < 2) return [];
  const { phoneRegion } = await readSettings(ctx.db);
  return ctx.db
    .select({ id: guests.id, name: guests.name, phone: guests.phone, email: guests.email })
    .from(guests)
    .where(and(isNull(guests.erasedAt), inArray(guests.id, guestsMatching(ctx.db, q, phoneRegion))))
    .orderBy(asc(guests.name))
    .limit(SUGGESTIONS);
}
