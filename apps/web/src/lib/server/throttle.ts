import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError, toE164, type Ctx } from '@sowan/core';
import { readSettings } from '@sowan/core/settings';
import type { Services } from './services.ts';

/**
 * Calls allowed per window. `account` counts one e-mail address whatever the caller's address, `bearer` the wrong tokens from an address,
 * `token` the calls of a program, `recoverAccount` the mails that somebody's address may get,
 * `lobbyPhone` the reviews under one number.
 */
const LIMITS = {
  login: { points: 20, seconds: 300 },
  account: { points: 8, seconds: 300 },
  recover: { points: 10, seconds: 900 },
  recoverAccount: { points: 3, seconds: 900 },
  bearer: { points: 30, seconds: 300 },
  token: { points: 600, seconds: 60 },
  // Guests in the lobby come from one address too, but each writes once.
  lobby: { points: 120, seconds: 300 },
  lobbyPhone: { points: 5, seconds: 900 },
  setup: { points: 10, seconds: 300 },
  // Wide: a lobby full of guests reaches us from the one address of the school's Wi-Fi.
  public: { points: 600, seconds: 60 },
} as const;
export type Limit = keyof typeof LIMITS;

/** However a number is written, and whatever follows it (an extension, a subaddress), it counts as the one that verbs find. */
export async function numberKey({ db }: Pick<Ctx, 'db'>, phone: string): Promise<string> {
  const { phoneRegion } = await readSettings(db);
  return toE164(phone, phoneRegion) ?? phone.replaceAll(/\D/g, '').slice(-9);
}

const limiters = new WeakMap<Services, Map<Limit, RateLimiterRedis>>();

/**
 * Counts a call. Throws RATE_LIMITED `too_many_attempts` with `seconds` to wait. With Redis away each process counts for itself
 * (docs/decisions/0008): a school can log in without Redis, and guessing stays slow.
 */
export async function throttle(shared: Services, limit: Limit, key: string): Promise<void> {
  try {
    await limiter(shared, limit).consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new DomainError('RATE_LIMITED', 'too_many_attempts', { seconds: Math.ceil(refused.msBeforeNext / 1000) });
  }
}

/** Gives a counted call back: who logged in was not guessing, and a whole staff may share one address. */
export async function forgive(shared: Services, limit: Limit, key: string): Promise<void> {
  try {
    await limiter(shared, limit).reward(key);
  } catch (error) {
    shared.log.warn({ err: error, limit }, 'not forgiven: redis not reached');
  }
}

function limiter(shared: Services, limit: Limit): RateLimiterRedis {
  const known = limiters.get(shared) ?? new Map<Limit, RateLimiterRedis>();
  limiters.set(shared, known);
  let found = known.get(limit);
  if (!found) {
    const { points, seconds } = LIMITS[limit];
    found = new RateLimiterRedis({
      storeClient: shared.redis,
      keyPrefix: `throttle-${limit}`,
      points,
      duration: seconds,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: `throttle-${limit}`, points, duration: seconds }),
    });
    known.set(limit, found);
  }
  return found;
}
