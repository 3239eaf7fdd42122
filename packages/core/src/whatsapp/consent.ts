import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { answerConsent, isResumeRequest, isStopRequest, type Outgoing } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';

const { guests, members } = schema;

/**
 * STOP ends WhatsApp messages to a number and MULAI begins them again; a guest is answered, once. Other words change nothing.
 * @returns the answers, to be enqueued after the commit
 */
export async function obeyConsent(
  tx: Tx,
  said: { sessionId: number; phone: string | null; text: string | null },
  now: Date,
): Promise<Outgoing[]> {
  const { sessionId, phone, text } = said;
  const stops = text !== null && isStopRequest(text);
  if (!phone || !text || !(stops || isResumeRequest(text))) return [];
  const wish = { whatsappStoppedAt: stops ? now : null, updatedAt: now };
  await tx.update(members).set(wish).where(eq(members.phone, phone));
  const [result] = await tx
    .update(guests)
    .set(wish)
    .where(and(eq(guests.phone, phone), (stops ? isNull : isNotNull)(guests.whatsappStoppedAt)));
  if (result.affectedRows === 0) return [];
  const guest = await tx.query.guests.findFirst({
    where: eq(guests.phone, phone),
    columns: { id: true, locale: true },
  });
  if (!guest) return [];
  const { organisationName: organisation } = await readSettings(tx);
  const kind = stops ? 'stopped' : 'resumed';
  return [await answerConsent(tx, { kind, guest: { ...guest, phone }, organisation, sessionId, now })];
}

/**
 * Takes back a STOP, for a guest who has asked for it at the desk or by phone.
 * Throws NOT_FOUND `guest_unknown`, CONFLICT `not_now` when there is none.
 */
export async function resumeGuest(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, guestId: number): Promise<void> {
  authorise(ctx.actor, 'message.manage');
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    const [result] = await tx
      .update(guests)
      .set({ whatsappStoppedAt: null, updatedAt: now })
      .where(and(eq(guests.id, guestId), isNotNull(guests.whatsappStoppedAt)));
    if (result.affectedRows === 0) {
      const guest = await tx.query.guests.findFirst({ where: eq(guests.id, guestId), columns: { id: true } });
      throw guest ? new DomainError('CONFLICT', 'not_now') : new DomainError('NOT_FOUND', 'guest_unknown');
    }
    await recordAudit(tx, ctx.actor, now, {
      action: 'guest.whatsapp-resumed',
      subject: { type: 'guest', id: guestId },
    });
  });
}
