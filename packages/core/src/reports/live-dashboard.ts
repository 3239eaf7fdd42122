import { and, asc, count, desc, eq, gte, lt, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, may } from '../actor.ts';
import { isLate } from '../appointments/index.ts';
import type { Ctx } from '../context.ts';
import { readBackupHealth, type BackupHealth } from '../maintenance/index.ts';
import { recentSettings } from '../settings/index.ts';
import { dayBounds, dayOf } from '../time.ts';

const { appointments, guests, users } = schema;

/** What fits on a screen in the lobby; the totals count all. */
const MOST_WAITING = 12;
const MOST_EXPECTED = 8;
const MOST_HOSTS = 5;

const STATUSES = schema.APPOINTMENT_STATUSES;
export type StatusCounts = Record<(typeof STATUSES)[number], number>;

export interface DashboardVisit {
  id: number;
  guestName: string;
  hostName: string;
  scheduledAt: Date;
  arrivedAt: Date | null;
  /** Came late; or is expected and the grace is over. */
  late: boolean;
}

export interface LiveDashboard {
  /** The school's today, and when this was read. */
  day: string;
  at: Date;
  timeZone: string;
  counts: StatusCounts;
  /** Guests and those who come along: expected in all, and come so far. */
  people: { expected: number; come: number };
  /** Guests who came late, and guests who should have come by now. */
  late: { come: number; missing: number };
  waiting: { total: number; items: DashboardVisit[] };
  expected: DashboardVisit[];
  hosts: { hostId: number; hostName: string; visits: number; waiting: number }[];
  /** Null for who does not look after backups. */
  backup: BackupHealth | null;
}

/** What goes on in the school at this moment: one look, a few indexed queries. */
export async function liveDashboard(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>): Promise<LiveDashboard> {
  authorise(ctx.actor, 'dashboard.read');
  const { timeZone, graceMinutes } = await recentSettings(ctx.db);
  const now = ctx.clock.now();
  const day = dayOf(now, timeZone);
  const { start, end } = dayBounds(day, timeZone);
  const today = and(gte(appointments.scheduledAt, start), lt(appointments.scheduledAt, end));
  const [sums, waiting, expected, hosts, backup] = await Promise.all([
    countToday(ctx.db, today, now, graceMinutes),
    visits(ctx.db, and(today, eq(appointments.status, 'waiting')), MOST_WAITING, 'arrivedAt'),
    visits(ctx.db, and(today, eq(appointments.status, 'scheduled')), MOST_EXPECTED, 'scheduledAt'),
    hostsToday(ctx.db, today),
    may(ctx.actor, 'backup.manage') ? readBackupHealth(ctx.db, now) : null,
  ]);
  // Who is expected is late when they would be by coming now.
  const view = (row: Omit<DashboardVisit, 'late'>): DashboardVisit => ({
    ...row,
    late: isLate({ ...row, arrivedAt: row.arrivedAt ?? now }, graceMinutes),
  });
  return {
    day,
    at: now,
    timeZone,
    ...sums,
    waiting: { total: sums.counts.waiting, items: waiting.map(view) },
    expected: expected.map(view),
    hosts,
    backup,
  };
}

type Db = Ctx['db'];
type Condition = ReturnType<typeof and>;

async function countToday(db: Db, today: Condition, now: Date, graceMinutes: number) {
  const { status, scheduledAt, arrivedAt, companions } = appointments;
  const end = sql`date_add(${scheduledAt}, interval ${graceMinutes} minute)`;
  const late = sql`coalesce(${arrivedAt}, ${sql.param(now, arrivedAt)}) > ${end}`;
  const rows = await db
    .select({
      status,
      visits: count(),
      people: sql<number>`sum(1 + ${companions})`.mapWith(Number),
      come: sql<number>`sum(case when ${arrivedAt} is null then 0 else 1 + ${companions} end)`.mapWith(Number),
      late: sql<number>`sum(case when ${late} then 1 else 0 end)`.mapWith(Number),
    })
    .from(appointments)
    .where(today)
    .groupBy(status);
  const counts = Object.fromEntries(STATUSES.map((name) => [name, 0])) as StatusCounts;
  const people = { expected: 0, come: 0 };
  const lateCounts = { come: 0, missing: 0 };
  for (const row of rows) {
    counts[row.status] = row.visits;
    if (row.status === 'cancelled') continue;
    people.expected += row.people;
    people.come += row.come;
    if (row.status === 'scheduled' || row.status === 'no_show') lateCounts.missing += row.late;
    else lateCounts.come += row.late;
  }
  return { counts, people, late: lateCounts };
}

function visits(db: Db, where: Condition, limit: number, order: 'arrivedAt' | 'scheduledAt') {
  return db
    .select({
      id: appointments.id,
      guestName: guests.name,
      hostName: users.name,
      scheduledAt: appointments.scheduledAt,
      arrivedAt: appointments.arrivedAt,
    })
    .from(appointments)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, appointments.hostId))
    .where(where)
    .orderBy(asc(appointments[order]), asc(appointments.id))
    .limit(limit);
}

async function hostsToday(db: Db, today: Condition): Promise<LiveDashboard['hosts']> {
  const waiting = sql<number>`sum(case when ${appointments.status} = 'waiting' then 1 else 0 end)`.mapWith(Number);
  const visitCount = count();
  return db
    .select({ hostId: appointments.hostId, hostName: users.name, visits: visitCount, waiting })
    .from(appointments)
    .innerJoin(users, eq(users.id, appointments.hostId))
    .where(and(today, sql`${appointments.status} <> 'cancelled'`))
    .groupBy(appointments.hostId, users.name)
    .orderBy(desc(visitCount), asc(users.name))
    .limit(MOST_HOSTS);
}
