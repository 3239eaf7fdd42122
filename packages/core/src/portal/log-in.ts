import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { verifyPassword } from '../auth/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { toE164 } from '../phone.ts';
import { readSettings } from '../settings/index.ts';
import { guestLogInSchema } from './schemas.ts';

/** Checks a guest's number and password. Throws UNAUTHENTICATED `guest_login_failed` for every cause alike. */
export async function logInGuest(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof guestLogInSchema>,
): Promise<{ guestId: number }> {
  authorise(ctx.actor, 'portal.enter');
  const given = guestLogInSchema.parse(input);
  const { phoneRegion } = await readSettings(ctx.db);
  const phone = toE164(given.phone, phoneRegion);
  const guest = phone ? await ctx.db.query.guests.findFirst({ where: eq(schema.guests.phone, phone) }) : undefined;
  const matches = await verifyPassword(guest?.passwordHash ?? null, given.password);
  await recordAudit(ctx.db, ctx.actor, ctx.clock.now(), {
    action: guest && matches ? 'portal.logged-in' : 'portal.refused',
    subject: { type: 'guest', id: guest?.id ?? null },
  });
  if (!guest || !matches) throw new DomainError('UNAUTHENTICATED', 'guest_login_failed');
  return { guestId: guest.id };
}
