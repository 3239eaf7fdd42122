import { and, eq, inArray, isNull, ne, sql, type SQL } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { dropImages } from '../passes/index.ts';
import { toE164 } from '../phone.ts';
import { readSettings } from '../settings/index.ts';
import { closePortal } from './close-portal.ts';

const { appointments, guests, messages, notifications, passes, reviews } = schema;
const { visitImportRows, waContacts, waInbound } = schema;

/** What stands where a name was. */
const ERASED = '—';

/**
 * Forgets who a guest was, at the guest's wish. Visits, their times and ratings stay, so that reports still add up; name,
 * number, address, purposes, comments, messages and news about them go, and every pass is revoked.
 * Throws NOT_FOUND `guest_unknown`, CONFLICT `guest_expected` while a visit is still to come or under way.
 */
export async function eraseGuest(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'log'>,
  guestId: number,
): Promise<void> {
  authorise(ctx.actor, 'guest.erase');
  const now = ctx.clock.now();
  const codes = await inTransaction(ctx.db, async (tx) => {
    const [guest] = await tx.select().from(guests).where(eq(guests.id, guestId)).for('update');
    if (!guest) throw new DomainError('NOT_FOUND', 'guest_unknown');
    const visits = await tx
      .select({ id: appointments.id, status: appointments.status })
      .from(appointments)
      .where(eq(appointments.guestId, guestId));
    if (visits.some(({ status }) => ['scheduled', 'waiting', 'in_progress'].includes(status))) {
      throw new DomainError('CONFLICT', 'guest_expected');
    }
    const ids = visits.map(({ id }) => id);
    await forgetGuest(tx, guest, now);
    if (ids.length > 0) await forgetVisits(tx, ids);
    const revoked = await revokeAll(tx, guestId, ids, now);
    await recordAudit(tx, ctx.actor, now, { action: 'guest.erased', subject: { type: 'guest', id: guestId } });
    return revoked;
  });
  await dropImages(ctx, codes);
}

async function forgetGuest(
  tx: Tx,
  { id, phone, email }: { id: number; phone: string | null; email: string | null },
  now: Date,
): Promise<void> {
  const nobody = { name: ERASED, phone: null, email: null, erasedAt: now, updatedAt: now };
  await tx.update(guests).set(nobody).where(eq(guests.id, id));
  await closePortal(tx, id);
  await tx.delete(messages).where(eq(messages.guestId, id));
  if (phone) {
    await tx.delete(waInbound).where(eq(waInbound.phone, phone));
    await tx.delete(waContacts).where(eq(waContacts.phone, phone));
    await forgetImported(tx, await rowsNaming(tx, phone));
  }
  // What was written to the same number or address as to a member or somebody on the staff is theirs.
  const addresses = [phone, email].filter((address) => address !== null);
  await tx
    .delete(messages)
    .where(and(inArray(messages.recipient, addresses), isNull(messages.memberId), isNull(messages.userId)));
}

async function forgetVisits(tx: Tx, ids: number[]): Promise<void> {
  await tx.update(appointments).set({ purpose: ERASED }).where(inArray(appointments.id, ids));
  await tx.update(reviews).set({ comment: null }).where(inArray(reviews.appointmentId, ids));
  await tx.delete(notifications).where(inArray(notifications.appointmentId, ids));
  await tx.delete(messages).where(inArray(messages.appointmentId, ids));
  await forgetImported(tx, inArray(visitImportRows.appointmentId, ids));
}

/** Lines of files that came to nothing, and so belong to no visit, with this number in any spelling. */
async function rowsNaming(tx: Tx, phone: string): Promise<SQL> {
  const { phoneRegion } = await readSettings(tx);
  const rows = await tx
    .select({ id: visitImportRows.id, booking: visitImportRows.booking })
    .from(visitImportRows)
    .where(and(isNull(visitImportRows.appointmentId), ne(visitImportRows.status, 'pending')));
  const same = rows.filter(({ booking }) => toE164(String(booking['guestPhone']), phoneRegion) === phone);
  return inArray(
    visitImportRows.id,
    same.map(({ id }) => id),
  );
}

/** Leaves of a line what the list of the import shows of it. */
async function forgetImported(tx: Tx, which: SQL): Promise<void> {
  const { booking } = visitImportRows;
  const rest = sql`json_object('guestName', ${ERASED}, 'scheduledAt', json_value(${booking}, '$.scheduledAt'))`;
  await tx.update(visitImportRows).set({ booking: rest }).where(which);
}

async function revokeAll(tx: Tx, guestId: number, appointmentIds: number[], now: Date): Promise<bigint[]> {
  const codes: bigint[] = [];
  for (const whose of [
    eq(passes.guestId, guestId),
    ...(appointmentIds.length > 0 ? [inArray(passes.appointmentId, appointmentIds)] : []),
  ]) {
    const live = and(whose, isNull(passes.revokedAt));
    codes.push(...(await tx.select({ code: passes.code }).from(passes).where(live)).map(({ code }) => code));
    await tx.update(passes).set({ revokedAt: now, revokedReason: 'erased' }).where(live);
  }
  return codes;
}
