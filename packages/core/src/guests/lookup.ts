import { eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { toE164 } from '../phone.ts';
import { readSettings } from '../settings/index.ts';

export interface PhoneLookup {
  /** The number as it will be stored, or null when what was typed is no phone number. */
  phone: string | null;
  guest: { id: number; name: string; email: string | null } | null;
}

/** What the booking form shows while a phone number is typed: its stored form and whose it already is (D15). */
export async function lookUpPhone(ctx: Pick<Ctx, 'db' | 'actor'>, typed: string): Promise<PhoneLookup> {
  authorise(ctx.actor, 'guest.read');
  const { phoneRegion } = await readSettings(ctx.db);
  const phone = toE164(typed, phoneRegion);
  if (!phone) return { phone: null, guest: null };
  const guest = await ctx.db.query.guests.findFirst({
    where: eq(schema.guests.phone, phone),
    columns: { id: true, name: true, email: true },
  });
  return { phone, guest: guest ?? null };
}
