import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { takeBackArrival } from '../appointments/index.ts';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { withdrawArrivals } from '../notifications/index.ts';
import { dropImages, revokeAppointmentPasses } from '../passes/index.ts';
import { isUndoable } from './rules.ts';

const { checkIns, appointments, messages } = schema;

/**
 * Takes back an admission made by mistake a moment ago: the guest is expected again (a walk-in's visit is cancelled) and the host's
 * notice goes. The scan stays on record, marked. Throws NOT_FOUND `scan_unknown`, CONFLICT `undo_too_late`, `undo_met`.
 */
export async function undoCheckIn(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'events' | 'log' | 'jobs'>,
  checkInId: number,
): Promise<void> {
  authorise(ctx.actor, 'check-in.undo');
  const { id: userId } = requireUser(ctx.actor);
  const now = ctx.clock.now();
  const done = await inTransaction(ctx.db, async (tx) => {
    const [found] = await tx
      .select({ checkIn: checkIns, appointment: appointments })
      .from(checkIns)
      .innerJoin(appointments, eq(appointments.id, checkIns.appointmentId))
      .where(eq(checkIns.id, checkInId));
    if (!found) throw new DomainError('NOT_FOUND', 'scan_unknown');
    const { checkIn, appointment } = found;
    if (!isUndoable(checkIn, now)) throw new DomainError('CONFLICT', 'undo_too_late');
    const walkedIn = checkIn.method === 'walk_in';
    const moved = await takeBackArrival(tx, appointment, walkedIn ? 'cancelled' : 'scheduled', now);
    const [taken] = await tx
      .update(checkIns)
      .set({ admission: null, undoneAt: now, undoneBy: userId })
      .where(and(eq(checkIns.id, checkInId), isNotNull(checkIns.admission)));
    if (taken.affectedRows !== 1) throw new DomainError('CONFLICT', 'undo_too_late');
    const withdrawn = await withdrawArrivals(tx, appointment.id, now);
    await callOffMessages(tx, appointment.id);
    const codes = walkedIn ? await revokeAppointmentPasses(tx, appointment.id, 'cancelled', now) : [];
    await recordAudit(tx, ctx.actor, now, {
      action: 'check-in.undone',
      subject: { type: 'appointment', id: appointment.id },
      data: { checkInId, desk: checkIn.desk },
    });
    return { events: [moved, ...withdrawn], codes };
  });
  await dropImages(ctx, done.codes);
  await publishAll(ctx, done.events);
}

/** What the host has not been sent yet by WhatsApp is not sent any more. */
async function callOffMessages(tx: Tx, appointmentId: number): Promise<void> {
  await tx
    .update(messages)
    .set({ status: 'cancelled', reason: 'arrival_undone' })
    .where(
      and(
        eq(messages.appointmentId, appointmentId),
        eq(messages.kind, 'arrival'),
        inArray(messages.status, ['queued', 'sending']),
      ),
    );
}
