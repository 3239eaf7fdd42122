import type { Cookies } from '@sveltejs/kit';
import { systemClock, type Actor } from '@sowan/core';
import { endGuestSession, guestBehind, startGuestSession } from '@sowan/core/portal';
import { env } from './env.ts';
import type { Services } from './services.ts';

const NAME = 'sowan_guest';

/** A guest's session and the cookie that holds it; apart from the staff's, so that a host may be a guest too. */
export function guestCookie(shared: Services, cookies: Cookies) {
  const ctx = { db: shared.database.db, clock: systemClock };
  const options = {
    path: '/',
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: env().PUBLIC_URL.startsWith('https:'),
  };
  return {
    async read(): Promise<Actor | null> {
      const secret = cookies.get(NAME);
      return secret ? guestBehind(ctx, secret) : null;
    },
    async start(guestId: number): Promise<void> {
      const { secret, expiresAt } = await startGuestSession(ctx, guestId);
      cookies.set(NAME, secret, { ...options, expires: expiresAt });
    },
    async end(): Promise<void> {
      const secret = cookies.get(NAME);
      if (secret) await endGuestSession(ctx.db, secret);
      cookies.delete(NAME, options);
    },
  };
}
