import { and, eq, gt } from 'drizzle-orm';
import type { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { hashPassword } from '../auth/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages, isWhatsappConnected, tellGuest } from '../messages/index.ts';
import { toE164 } from '../phone.ts';
import { readSettings } from '../settings/index.ts';
import { guestLinkSchema, guestPasswordSchema } from './schemas.ts';
import { hashSecret, newSecret } from './session.ts';

const { guestLinks, guests, guestSessions } = schema;
const VALID_MINUTES = 60;

/**
 * Sends a guest the link that sets or resets the portal's password (D4), by WhatsApp; by e-mail only while that can't be, since a
 * host who books may have filled in the address. There is no registration: an unknown number gets nothing, and nobody is told which
 * numbers are known.
 */
export async function requestGuestLink(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'log' | 'pass'>,
  input: z.input<typeof guestLinkSchema>,
): Promise<void> {
  authorise(ctx.actor, 'portal.enter');
  const now = ctx.clock.now();
  const { organisationName, phoneRegion } = await readSettings(ctx.db);
  const phone = toE164(guestLinkSchema.parse(input).phone, phoneRegion);
  if (!phone) return;
  const token = newSecret();
  const outgoing = await inTransaction(ctx.db, async (tx) => {
    // Locked: who is being erased at this moment is written to no more.
    const [guest] = await tx.select().from(guests).where(eq(guests.phone, phone)).for('update');
    if (!guest) return [];
    // The newest link is the one that works.
    await tx.delete(guestLinks).where(eq(guestLinks.guestId, guest.id));
    const expiresAt = new Date(now.getTime() + VALID_MINUTES * 60_000);
    await tx.insert(guestLinks).values({ tokenHash: hashSecret(token), guestId: guest.id, expiresAt, createdAt: now });
    await recordAudit(tx, ctx.actor, now, { action: 'portal.link-sent', subject: { type: 'guest', id: guest.id } });
    return tellGuest(tx, {
      kind: 'portal_link',
      guest,
      appointmentId: null,
      values: { organisation: organisationName, guest: guest.name, minutes: String(VALID_MINUTES) },
      secret: `${ctx.pass.publicUrl}/guest/password/${token}`,
      channels: (await isWhatsappConnected(tx)) ? 'one' : 'every',
      now,
    });
  });
  await enqueueMessages(ctx, outgoing);
}

/** Sets the portal's password by such a link, once; the guest's other sessions end. Throws NOT_FOUND `password_link_over`. */
export async function setGuestPassword(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof guestPasswordSchema>,
): Promise<{ guestId: number }> {
  authorise(ctx.actor, 'portal.enter');
  const { token, password } = guestPasswordSchema.parse(input);
  const now = ctx.clock.now();
  const open = and(eq(guestLinks.tokenHash, hashSecret(token)), gt(guestLinks.expiresAt, now));
  const over = new DomainError('NOT_FOUND', 'password_link_over');
  if (!(await ctx.db.query.guestLinks.findFirst({ where: open }))) throw over;
  const passwordHash = await hashPassword(password);
  return inTransaction(ctx.db, async (tx) => {
    const [link] = await tx.select({ guestId: guestLinks.guestId }).from(guestLinks).where(open).for('update');
    if (!link) throw over;
    const { guestId } = link;
    await tx.update(guests).set({ passwordHash, updatedAt: now }).where(eq(guests.id, guestId));
    await tx.delete(guestLinks).where(eq(guestLinks.guestId, guestId));
    await tx.delete(guestSessions).where(eq(guestSessions.guestId, guestId));
    await recordAudit(tx, ctx.actor, now, { action: 'portal.password-set', subject: { type: 'guest', id: guestId } });
    return { guestId };
  });
}
