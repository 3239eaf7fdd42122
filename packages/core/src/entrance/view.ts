import { and, asc, count, desc, eq, gt } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { pageInput, pageRange, type Page } from '../page.ts';

const { attendances, cardEvents, members } = schema;

export interface EventView {
  id: number;
  name: string;
  /** Calendar day, `2026-12-31`. */
  day: string;
  /** Members who came. */
  present: number;
  /** Since when its entrance is closed; null while it is open. */
  closedAt: Date | null;
}

export interface Attendance {
  number: string;
  name: string;
  attendedAt: Date;
  desk: string;
}

type ReadCtx = Pick<Ctx, 'db' | 'actor'>;
type AskedPage = Partial<{ page: number; pageSize: number }>;

const columns = {
  id: cardEvents.id,
  name: cardEvents.name,
  day: cardEvents.day,
  present: count(attendances.id),
  closedAt: cardEvents.closedAt,
};
const events = (db: Db) =>
  db
    .select(columns)
    .from(cardEvents)
    .leftJoin(attendances, eq(attendances.eventId, cardEvents.id))
    .groupBy(cardEvents.id);

/** Events with how many came, the latest day first. */
export async function listEvents(ctx: ReadCtx, given: AskedPage): Promise<Page<EventView>> {
  authorise(ctx.actor, 'attendance.read');
  const page = pageInput.parse(given);
  const { limit, offset } = pageRange(page);
  const [items, total] = await Promise.all([
    events(ctx.db).orderBy(desc(cardEvents.day), desc(cardEvents.id)).limit(limit).offset(offset),
    ctx.db.$count(cardEvents),
  ]);
  return { items, total, ...page };
}

/** One event. Throws NOT_FOUND `event_unknown`. */
export async function getEvent(ctx: ReadCtx, eventId: number): Promise<EventView> {
  authorise(ctx.actor, 'attendance.read');
  const [event] = await events(ctx.db).where(eq(cardEvents.id, eventId));
  if (!event) throw new DomainError('NOT_FOUND', 'event_unknown');
  return event;
}

const attendance = (db: Db) =>
  db
    .select({
      id: attendances.id,
      number: members.number,
      name: members.name,
      attendedAt: attendances.attendedAt,
      desk: attendances.desk,
    })
    .from(attendances)
    .innerJoin(members, eq(members.id, attendances.memberId));

/** Who came, the last first. Throws NOT_FOUND `event_unknown`. */
export async function listAttendances(ctx: ReadCtx, eventId: number, given: AskedPage): Promise<Page<Attendance>> {
  const { present: total } = await getEvent(ctx, eventId);
  const page = pageInput.parse(given);
  const { limit, offset } = pageRange(page);
  const items = await attendance(ctx.db)
    .where(eq(attendances.eventId, eventId))
    .orderBy(desc(attendances.id))
    .limit(limit)
    .offset(offset);
  return { items, total, ...page };
}

const EXPORT_PAGE = 500;

/** Everybody who came, in the order of their arrival. Throws NOT_FOUND `event_unknown`. */
export async function* exportAttendances(ctx: ReadCtx, eventId: number): AsyncGenerator<Attendance> {
  await getEvent(ctx, eventId);
  for (let last = 0; ;) {
    const rows = await attendance(ctx.db)
      .where(and(eq(attendances.eventId, eventId), gt(attendances.id, last)))
      .orderBy(asc(attendances.id))
      .limit(EXPORT_PAGE);
    yield* rows;
    if (rows.length < EXPORT_PAGE) return;
    last = rows.at(-1)?.id ?? last;
  }
}
