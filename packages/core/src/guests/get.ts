import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import type { Guest } from './find-or-create.ts';
import { loadGuest } from './load.ts';

export type GuestView = Pick<Guest, 'id' | 'name' | 'phone' | 'email' | 'locale' | 'whatsappStoppedAt' | 'createdAt'>;

/** One guest; hosts those of their own appointments only. Throws NOT_FOUND `guest_unknown`. */
export async function getGuest(ctx: Pick<Ctx, 'db' | 'actor'>, id: number): Promise<GuestView> {
  authorise(ctx.actor, 'guest.read');
  const { name, phone, email, locale, whatsappStoppedAt, createdAt } = await loadGuest(ctx.db, ctx.actor, id);
  return { id, name, phone, email, locale, whatsappStoppedAt, createdAt };
}
