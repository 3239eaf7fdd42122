import { createHash, randomBytes } from 'node:crypto';
import { and, asc, eq, gte, inArray, lt, or } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import type { AppointmentStatus } from '../events.ts';
import { tokenOf } from '../passes/index.ts';
import { recentSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';

const { appointments, guests, users, passes, checkIns } = schema;

export interface RosterVisit {
  id: number;
  guestName: string;
  hostName: string;
  companions: number;
  scheduledAt: Date;
  status: AppointmentStatus;
  arrivedAt: Date | null;
  admittedDesk: string | null;
}

/** What a desk needs to go on for a while without us. From its hashes nobody can make a code: a token holds 192 unknown bits. */
export interface Roster {
  /** The school's day it is for, `2026-12-31`. */
  day: string;
  dayEndsAt: Date;
  now: Date;
  graceMinutes: number;
  /** Hexadecimal, another one each time. */
  salt: string;
  visits: RosterVisit[];
  /** `hash` = hexadecimal SHA-256 of salt ‖ token (both as text, the token's 40 characters in their canonical spelling). */
  codes: { hash: string; visitIds: number[]; revoked: boolean }[];
}

/** More visits than a school has in a day; the list stays small enough for a cheap phone. */
const MOST = 3000;

/** Today's visits with the hashes of the codes that open them, for a desk to keep while it has a line. */
export async function readRoster(ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass'>): Promise<Roster> {
  authorise(ctx.actor, 'check-in.scan');
  const { timeZone, graceMinutes } = await recentSettings(ctx.db);
  const now = ctx.clock.now();
  const day = dayOf(now, timeZone);
  const { start, end } = dayBounds(day, timeZone);
  const rows = await ctx.db
    .select({
      id: appointments.id,
      guestId: appointments.guestId,
      guestName: guests.name,
      hostName: users.name,
      companions: appointments.companions,
      scheduledAt: appointments.scheduledAt,
      status: appointments.status,
      arrivedAt: appointments.arrivedAt,
      admittedDesk: checkIns.desk,
    })
    .from(appointments)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, appointments.hostId))
    .leftJoin(checkIns, eq(checkIns.admission, appointments.id))
    .where(and(gte(appointments.scheduledAt, start), lt(appointments.scheduledAt, end)))
    .orderBy(asc(appointments.scheduledAt), asc(appointments.id))
    .limit(MOST);
  const salt = randomBytes(16).toString('hex');
  const codes = await codesOf(ctx, rows, salt);
  const visits = rows.map(({ guestId: _, ...visit }) => visit);
  return { day, dayEndsAt: end, now, graceMinutes, salt, visits, codes };
}

async function codesOf(
  ctx: Pick<Ctx, 'db' | 'pass'>,
  visits: { id: number; guestId: number }[],
  salt: string,
): Promise<Roster['codes']> {
  if (visits.length === 0) return [];
  const own = inArray(
    passes.appointmentId,
    visits.map(({ id }) => id),
  );
  const standing = inArray(
    passes.guestId,
    visits.map(({ guestId }) => guestId),
  );
  const rows = await ctx.db
    .select()
    .from(passes)
    .where(or(and(eq(passes.kind, 'appointment'), own), and(eq(passes.kind, 'guest'), standing)));
  return rows.map((pass) => ({
    hash: createHash('sha256')
      .update(salt + tokenOf(ctx.pass, pass))
      .digest('hex'),
    visitIds: visits
      .filter((visit) => visit.id === pass.appointmentId || visit.guestId === pass.guestId)
      .map((visit) => visit.id),
    revoked: pass.revokedAt !== null,
  }));
}
