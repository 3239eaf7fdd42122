import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { toE164 } from '../phone.ts';
import { readSettings } from '../settings/index.ts';

const { users } = schema;

export interface NoticePreferences {
  arrivalByWhatsapp: boolean;
  /** The user's own number, E.164. */
  phone: string | null;
}

export const noticePreferencesSchema = z.object({
  arrivalByWhatsapp: z.boolean(),
  /** As typed; empty removes it. */
  phone: z.string().trim().max(30, 'too_long'),
});

/** How the caller wants to be told of arriving guests, besides the page itself. */
export async function noticePreferences(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<NoticePreferences> {
  authorise(ctx.actor, 'notification.own');
  const row = await ctx.db.query.users.findFirst({
    where: eq(users.id, requireUser(ctx.actor).id),
    columns: { arrivalByWhatsapp: true, phone: true },
  });
  return row ?? { arrivalByWhatsapp: false, phone: null };
}

/** Throws INVALID `phone_invalid`, or `required` when WhatsApp is wanted without a number. */
export async function setNoticePreferences(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof noticePreferencesSchema>,
): Promise<NoticePreferences> {
  authorise(ctx.actor, 'notification.own');
  const { id } = requireUser(ctx.actor);
  const wish = noticePreferencesSchema.parse(input);
  const { phoneRegion } = await readSettings(ctx.db);
  const phone = wish.phone ? toE164(wish.phone, phoneRegion) : null;
  if (wish.phone && !phone) throw new DomainError('INVALID', 'phone_invalid', { field: 'phone' });
  if (wish.arrivalByWhatsapp && !phone) throw new DomainError('INVALID', 'required', { field: 'phone' });
  const now = ctx.clock.now();
  const preferences = { arrivalByWhatsapp: wish.arrivalByWhatsapp, phone };
  await inTransaction(ctx.db, async (tx) => {
    await tx
      .update(users)
      .set({ ...preferences, updatedAt: now })
      .where(eq(users.id, id));
    await recordAudit(tx, ctx.actor, now, {
      action: 'notification.preferences-set',
      subject: { type: 'user', id },
      data: { arrivalByWhatsapp: wish.arrivalByWhatsapp },
    });
  });
  return preferences;
}
