import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, lt } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import type { Actor } from '../actor.ts';
import type { Ctx } from '../context.ts';

const { guests, guestSessions } = schema;
const VALID_DAYS = 30;

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
export const newSecret = (): string => randomBytes(24).toString('base64url');

/** Begins a guest's session. Returns the cookie's value and until when it is good; the table keeps its hash only. */
export async function startGuestSession(
  ctx: Pick<Ctx, 'db' | 'clock'>,
  guestId: number,
): Promise<{ secret: string; expiresAt: Date }> {
  const now = ctx.clock.now();
  const secret = newSecret();
  const expiresAt = new Date(now.getTime() + VALID_DAYS * 86_400_000);
  await ctx.db.delete(guestSessions).where(and(eq(guestSessions.guestId, guestId), lt(guestSessions.expiresAt, now)));
  await ctx.db.insert(guestSessions).values({ id: hashSecret(secret), guestId, expiresAt, createdAt: now });
  return { secret, expiresAt };
}

/** The guest behind a cookie, null when it is unknown or over. */
export async function guestBehind(
  ctx: Pick<Ctx, 'db' | 'clock'>,
  secret: string,
): Promise<Extract<Actor, { type: 'guest' }> | null> {
  const [guest] = await ctx.db
    .select({ id: guests.id, name: guests.name, locale: guests.locale })
    .from(guestSessions)
    .innerJoin(guests, eq(guests.id, guestSessions.guestId))
    .where(and(eq(guestSessions.id, hashSecret(secret)), gt(guestSessions.expiresAt, ctx.clock.now())));
  return guest ? { type: 'guest', ...guest } : null;
}

export async function endGuestSession(db: Db, secret: string): Promise<void> {
  await db.delete(guestSessions).where(eq(guestSessions.id, hashSecret(secret)));
}
