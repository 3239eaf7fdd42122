import { and, eq } from 'drizzle-orm';
import { inTransaction, isDuplicateKey, schema, type Db, type Tx } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { checkOf, judgeCard, recordCheck, type CardAnswer } from '../cards/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { attendanceSchema, type GivenAttendance } from './schemas.ts';
import { getEvent } from './view.ts';

const { attendances } = schema;

export interface AttendanceResult {
  /** `refused`: the card does not hold, as its answer says. `again`: this member was in before. */
  outcome: 'recorded' | 'again' | 'refused';
  card: CardAnswer;
  /** When and where the member was recorded, now or before. */
  attendedAt: Date | null;
  desk: string | null;
}

/**
 * A member's card at an event's entrance. Whoever holds a valid one is recorded once, however many desks scan it at once.
 * Throws NOT_FOUND `event_unknown`, CONFLICT `event_closed`.
 */
export async function recordAttendance(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass' | 'events' | 'log'>,
  eventId: number,
  input: GivenAttendance,
): Promise<AttendanceResult> {
  authorise(ctx.actor, 'attendance.record');
  const { id: userId } = requireUser(ctx.actor);
  const { code, method, desk } = attendanceSchema.parse(input);
  const { closedAt } = await getEvent(ctx, eventId);
  if (closedAt) throw new DomainError('CONFLICT', 'event_closed');
  const now = ctx.clock.now();
  const { answer: card, found } = await judgeCard(ctx, code);
  const record = (db: Db | Tx, outcome: AttendanceResult['outcome']) =>
    recordCheck(db, { ...checkOf(card, found), outcome, eventId, method, desk, actor: ctx.actor, now });
  if (!found || card.verdict !== 'valid') {
    await record(ctx.db, 'refused');
    return { outcome: 'refused', card, attendedAt: null, desk: null };
  }
  const { member, passId } = found;
  try {
    await inTransaction(ctx.db, async (tx) => {
      await tx
        .insert(attendances)
        .values({ eventId, memberId: member.id, passId, method, desk, userId, attendedAt: now });
      await record(tx, 'recorded');
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const earlier = await ctx.db.query.attendances.findFirst({
      where: and(eq(attendances.eventId, eventId), eq(attendances.memberId, member.id)),
      columns: { attendedAt: true, desk: true },
    });
    if (!earlier) throw error;
    await record(ctx.db, 'again');
    return { outcome: 'again', card, ...earlier };
  }
  await publishAll(ctx, [{ type: 'attendance', eventId, at: now.toISOString() }]);
  return { outcome: 'recorded', card, attendedAt: now, desk };
}
