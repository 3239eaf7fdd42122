import type { Breaker } from './breaker.ts';
import type { WaSession } from './sessions.ts';

export const breakerOf = (session: WaSession): Breaker => ({
  openUntil: session.breakerOpenUntil,
  openedAt: session.breakerOpenedAt,
  reason: session.breakerReason,
  trips: session.breakerTrips,
  refusals: session.breakerRefusals,
});
