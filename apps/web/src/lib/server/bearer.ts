import type { Actor } from '@sowan/core';
import { DomainError, systemClock } from '@sowan/core';
import { resolveApiToken } from '@sowan/core/api-tokens';
import type { Services } from './services.ts';
import { throttle } from './throttle.ts';

/** The token in an Authorization header, null when there is none. */
export function bearerOf(request: Request): string | null {
  return /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
}

/**
 * Who a REST call with a bearer token is. Throws UNAUTHENTICATED `token_invalid` for one that opens nothing, RATE_LIMITED
 * `too_many_attempts` when the token is used, or tokens are guessed at from this address, too often.
 */
export async function identifyBearer(shared: Services, secret: string, address: string): Promise<Actor> {
  const actor = await resolveApiToken({ db: shared.database.db, clock: systemClock }, secret);
  if (actor?.type !== 'apiToken') {
    await throttle(shared, 'bearer', address);
    throw new DomainError('UNAUTHENTICATED', 'token_invalid');
  }
  await throttle(shared, 'token', String(actor.id));
  return actor;
}
