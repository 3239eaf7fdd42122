import { and, desc, eq, isNull } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { passLink, tokenOf } from '../passes/index.ts';
import { loadAppointment, requireOwn } from './load.ts';

/** The pass of an appointment, for the host to download, copy or share by hand. Throws NOT_FOUND `pass_unknown` once revoked. */
export async function passOfAppointment(
  ctx: Pick<Ctx, 'db' | 'actor' | 'pass'>,
  appointmentId: number,
): Promise<{ token: string; link: string; shareUrl: string | null }> {
  authorise(ctx.actor, 'appointment.read');
  const appointment = await loadAppointment(ctx.db, appointmentId);
  if (requireUser(ctx.actor).role === 'host') requireOwn(ctx.actor, appointment);
  const pass = await ctx.db.query.passes.findFirst({
    where: and(eq(schema.passes.appointmentId, appointmentId), isNull(schema.passes.revokedAt)),
    orderBy: desc(schema.passes.id),
  });
  if (!pass) throw new DomainError('NOT_FOUND', 'pass_unknown');
  const token = tokenOf(ctx.pass, pass);
  const link = passLink(ctx.pass, token);
  const phone = appointment.guestPhone?.replace('+', '');
  return { token, link, shareUrl: phone ? `https://wa.me/${phone}?text=${encodeURIComponent(link)}` : null };
}
