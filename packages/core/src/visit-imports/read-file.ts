import { and, eq, gte, inArray, lte } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { requireUser } from '../actor.ts';
import { closedDayNames } from '../closed-days/index.ts';
import type { Ctx } from '../context.ts';
import { readCsv } from '../csv.ts';
import { DomainError } from '../errors.ts';
import { readSettings } from '../settings/index.ts';
import { dayOf, monthsAhead } from '../time.ts';
import { readHeader } from './columns.ts';
import { readRow, type RowError, type RowPolicy } from './read-row.ts';
import { MOST_ROWS, type RowBooking } from './schemas.ts';

const { appointments, guests, users } = schema;

export interface ReadRow {
  line: number;
  guestName: string;
  phone: string | null;
  scheduledAt: Date | null;
  /** Null while there are errors. */
  booking: RowBooking | null;
  errors: RowError[];
  /** The same guest at the same time: on this earlier line of the file, or (line null) booked already. */
  duplicate: { line: number | null } | null;
  /** The name under which the phone is stored, when it is another one (D15: it stays). */
  storedName: string | null;
}

/**
 * Every row of a file, judged as booking would judge it. Nothing is written.
 * Throws INVALID `csv_malformed` (line), `no_rows`, `columns_missing` (which), `too_many_rows`.
 */
export async function readFile(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, csv: string): Promise<ReadRow[]> {
  const [header, ...records] = await Array.fromAsync(readCsv(csv));
  if (!header || records.length === 0) throw new DomainError('INVALID', 'no_rows');
  const { at, missing } = readHeader(header.cells);
  if (missing.length > 0) throw new DomainError('INVALID', 'columns_missing', { columns: missing.join(', ') });
  if (records.length > MOST_ROWS) throw new DomainError('INVALID', 'too_many_rows', { most: MOST_ROWS });
  const policy = await readPolicy(ctx);
  const rows = records.map((record): ReadRow => {
    const cell = (column: Parameters<typeof at.get>[0]) => record.cells[at.get(column) ?? -1] ?? '';
    const { booking, phone, errors } = readRow(cell, policy);
    return {
      line: record.line,
      guestName: cell('name'),
      phone,
      scheduledAt: booking ? new Date(booking.scheduledAt) : null,
      booking,
      errors,
      duplicate: null,
      storedName: null,
    };
  });
  return markKnown(ctx, rows);
}

async function readPolicy(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>): Promise<RowPolicy> {
  const settings = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const first = dayOf(now, settings.timeZone);
  const last = dayOf(monthsAhead(now, settings.bookingMonthsAhead, settings.timeZone), settings.timeZone);
  const closedDays = await closedDayNames(ctx.db, first, last);
  if (requireUser(ctx.actor).role !== 'admin') return { now, settings, closedDays, hosts: null };
  const staff = await ctx.db
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(and(eq(users.active, true), inArray(users.role, ['host', 'admin'])));
  return { now, settings, closedDays, hosts: new Map(staff.map(({ id, email }) => [email.toLowerCase(), id])) };
}

/** Marks what the file says twice, what is booked already, and whose stored name differs from the typed one. */
async function markKnown(ctx: Pick<Ctx, 'db'>, rows: ReadRow[]): Promise<ReadRow[]> {
  const phones = [...new Set(rows.flatMap(({ phone }) => phone ?? []))];
  const times = rows.flatMap(({ scheduledAt }) => scheduledAt ?? []).sort((a, b) => a.getTime() - b.getTime());
  const known = phones.length > 0 ? await ctx.db.query.guests.findMany({ where: inArray(guests.phone, phones) }) : [];
  const [from, to] = [times[0], times.at(-1)];
  const booked =
    from && to && known.length > 0
      ? await ctx.db
          .select({ phone: guests.phone, scheduledAt: appointments.scheduledAt })
          .from(appointments)
          .innerJoin(guests, eq(guests.id, appointments.guestId))
          .where(
            and(
              inArray(
                appointments.guestId,
                known.map(({ id }) => id),
              ),
              gte(appointments.scheduledAt, from),
              lte(appointments.scheduledAt, to),
              eq(appointments.status, 'scheduled'),
            ),
          )
      : [];
  const slot = (phone: string | null, at: Date | null) => `${phone ?? ''} ${String(at?.getTime())}`;
  const taken = new Set(booked.map((visit) => slot(visit.phone, visit.scheduledAt)));
  const names = new Map(known.map(({ phone, name }) => [phone, name]));
  const lines = new Map<string, number>();
  return rows.map((row) => {
    const name = names.get(row.phone);
    const storedName = name && name !== row.guestName ? name : null;
    if (!row.booking) return { ...row, storedName };
    const key = slot(row.phone, row.scheduledAt);
    const line = lines.get(key);
    lines.set(key, line ?? row.line);
    const duplicate = taken.has(key) ? { line: null } : line ? { line } : null;
    return { ...row, storedName, duplicate };
  });
}
