import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, isDuplicateKey, schema, type Tx } from '@sowan/db';
import { authorise, requireUser, type Actor } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { emailSchema } from '../email.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages, readdressMessages, type Outgoing } from '../messages/index.ts';
import { toE164 } from '../phone.ts';
import { readSettings } from '../settings/index.ts';
import { closePortal } from './close-portal.ts';
import type { Guest } from './find-or-create.ts';
import { lockGuest } from './load.ts';

const { appointments, guests } = schema;

export const updateGuestSchema = z.object({
  name: z
    .string()
    .transform((text) => text.replaceAll(/\s+/g, ' ').trim())
    .pipe(z.string().min(1, 'required').max(120, 'too_long')),
  /** As typed; empty for a guest without a phone. */
  phone: z.string().trim().max(30, 'too_long'),
  email: z.union([z.literal('').transform(() => null), emailSchema]).transform((address) => address ?? null),
  locale: z.enum(['id', 'en', 'fr']),
});

/**
 * Corrects what is stored of a guest; another number or address shuts out whoever had the old one, and gets what still waits.
 * Throws INVALID `phone_invalid`, CONFLICT `phone_taken` (the number is another guest's), NOT_FOUND `guest_unknown`, FORBIDDEN
 * `guest_shared` (a host, and the guest visits others too).
 */
export async function updateGuest(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'log'>,
  guestId: number,
  input: z.input<typeof updateGuestSchema>,
): Promise<void> {
  authorise(ctx.actor, 'guest.edit');
  const wish = updateGuestSchema.parse(input);
  const { phoneRegion } = await readSettings(ctx.db);
  const phone = wish.phone ? toE164(wish.phone, phoneRegion) : null;
  if (wish.phone && !phone) throw new DomainError('INVALID', 'phone_invalid', { field: 'phone' });
  const next = { ...wish, phone };
  const now = ctx.clock.now();
  try {
    const outgoing = await inTransaction(ctx.db, async (tx) => {
      const guest = await lockGuest(tx, ctx.actor, guestId);
      const changed = (['name', 'phone', 'email', 'locale'] as const).filter((field) => guest[field] !== next[field]);
      if (changed.length === 0) return [];
      if (changed.includes('phone') || changed.includes('email')) await requireUnshared(tx, ctx.actor, guestId);
      // Another number is another phone, which has not asked for silence.
      const stopped = changed.includes('phone') ? { whatsappStoppedAt: null } : {};
      await tx
        .update(guests)
        .set({ ...next, ...stopped, updatedAt: now })
        .where(eq(guests.id, guestId));
      await recordAudit(tx, ctx.actor, now, {
        action: 'guest.updated',
        subject: { type: 'guest', id: guestId },
        data: { changed },
      });
      return moveContact(tx, guest, next, now);
    });
    await enqueueMessages(ctx, outgoing);
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('CONFLICT', 'phone_taken', { field: 'phone' });
    throw error;
  }
}

/**
 * Whoever has the number is let into the portal and told of every visit: no host moves a guest's number or address away from
 * the visits with other hosts. Throws FORBIDDEN `guest_shared`.
 */
async function requireUnshared(tx: Tx, actor: Actor, guestId: number): Promise<void> {
  const user = requireUser(actor);
  if (user.role !== 'host') return;
  const elsewhere = await tx.query.appointments.findFirst({
    where: and(eq(appointments.guestId, guestId), ne(appointments.hostId, user.id)),
    columns: { id: true },
  });
  if (elsewhere) throw new DomainError('FORBIDDEN', 'guest_shared');
}

/** An address where there was none takes nobody's place: the guest stays logged in. */
async function moveContact(
  tx: Tx,
  before: Guest,
  { phone, email }: Pick<Guest, 'phone' | 'email'>,
  now: Date,
): Promise<Outgoing[]> {
  const guestId = before.id;
  const [phoneMoved, emailMoved] = [before.phone !== phone, before.email !== email];
  if (phoneMoved || (emailMoved && before.email)) await closePortal(tx, guestId);
  const byPhone = { guestId, channel: 'whatsapp', recipient: phone } as const;
  const byEmail = { guestId, channel: 'email', recipient: email } as const;
  return [
    ...(phoneMoved ? await readdressMessages(tx, byPhone, now) : []),
    ...(emailMoved ? await readdressMessages(tx, byEmail, now) : []),
  ];
}

/** Stores the name that was typed for a known phone, because whoever typed it said so (D15). */
export async function renameGuest(tx: Tx, actor: Actor, guest: Guest, name: string, now: Date): Promise<Guest> {
  if (guest.name === name) return guest;
  await tx.update(guests).set({ name, updatedAt: now }).where(eq(guests.id, guest.id));
  await recordAudit(tx, actor, now, {
    action: 'guest.updated',
    subject: { type: 'guest', id: guest.id },
    data: { changed: ['name'] },
  });
  return { ...guest, name };
}
