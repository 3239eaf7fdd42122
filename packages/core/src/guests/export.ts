import { asc, eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';

const { appointments, guests, messages, reviews, users, waInbound } = schema;

/** Everything we hold about a guest, for the guest: plain objects, ready for JSON. Throws NOT_FOUND `guest_unknown`. */
export async function exportGuest(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, guestId: number) {
  authorise(ctx.actor, 'guest.erase');
  const guest = await ctx.db.query.guests.findFirst({ where: eq(guests.id, guestId) });
  if (!guest) throw new DomainError('NOT_FOUND', 'guest_unknown');
  const { id, name, phone, email, locale, whatsappStoppedAt, createdAt } = guest;
  const [visits, told, wrote] = await Promise.all([
    ctx.db
      .select({
        host: users.name,
        purpose: appointments.purpose,
        companions: appointments.companions,
        scheduledAt: appointments.scheduledAt,
        status: appointments.status,
        arrivedAt: appointments.arrivedAt,
        metAt: appointments.metAt,
        completedAt: appointments.completedAt,
        rating: reviews.rating,
        comment: reviews.comment,
      })
      .from(appointments)
      .innerJoin(users, eq(users.id, appointments.hostId))
      .leftJoin(reviews, eq(reviews.appointmentId, appointments.id))
      .where(eq(appointments.guestId, guestId))
      .orderBy(asc(appointments.id)),
    ctx.db
      .select({
        channel: messages.channel,
        recipient: messages.recipient,
        subject: messages.subject,
        body: messages.body,
        status: messages.status,
        createdAt: messages.createdAt,
      })
      .from(messages)
      .where(eq(messages.guestId, guestId))
      .orderBy(asc(messages.id)),
    phone
      ? ctx.db
          .select({ text: waInbound.text, contentType: waInbound.contentType, receivedAt: waInbound.receivedAt })
          .from(waInbound)
          .where(eq(waInbound.phone, phone))
          .orderBy(asc(waInbound.id))
      : [],
  ]);
  await recordAudit(ctx.db, ctx.actor, ctx.clock.now(), {
    action: 'guest.exported',
    subject: { type: 'guest', id: guestId },
  });
  return {
    guest: { id, name, phone, email, locale, whatsappStoppedAt, createdAt },
    visits,
    messagesToTheGuest: told,
    messagesFromTheGuest: wrote,
  };
}
