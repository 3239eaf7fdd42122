import { and, eq } from 'drizzle-orm';
import { inTransaction, isDuplicateKey, schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { judgeCard, type CardAnswer } from '../cards/index.ts';
import { publishAll, type Ctx } from '../context.ts';
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
 * Throws NOT_FOUND `event_unknown`.
 */
export async function recordAttendance(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass' | 'events' | 'log'>,
  eventId: number,
  input: GivenAttendance,
): Promise<AttendanceResult> {
  authorise(ctx.actor, 'attendance.record');
  const { id: userId } = requireUser(ctx.actor);
  const { code, method, desk } = attendanceSchema.parse(input);
  await getEvent(ctx, eventId);
  const now = ctx.clock.now();
  const { answer: card, found } = await judgeCard(ctx, code);
  const audited = (action: string) => ({
    action,
    subject: { type: 'card_event', id: eventId },
    data: { verdict: card.verdict, memberId: found?.member.id ?? null, desk },
  });
  if (!found || card.verdict !== 'valid') {
    await recordAudit(ctx.db, ctx.actor, now, audited('attendance.refused'));
    return { outcome: 'refused', card, attendedAt: null, desk: null };
  }
  const { member, passId } = found;
  try {
    await inTransaction(ctx.db, async (tx) => {
      await tx
        .insert(attendances)
        .values({ eventId, memberId: member.id, passId, method, desk, userId, attendedAt: now });
      await recordAudit(tx, ctx.actor, now, audited('attendance.recorded'));
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const earlier = await ctx.db.query.attendances.findFirst({
      where: and(eq(attendances.eventId, eventId), eq(attendances.memberId, member.id)),
      columns: { attendedAt: true, desk: true },
    });
    if (!earlier) throw error;
    await recordAudit(ctx.db, ctx.actor, now, audited('attendance.repeated'));
    return { outcome: 'again', card, ...earlier };
  }
  await publishAll(ctx, [{ type: 'attendance', eventId, at: now.toISOString() }]);
  return { outcome: 'recorded', card, attendedAt: now, desk };
}
