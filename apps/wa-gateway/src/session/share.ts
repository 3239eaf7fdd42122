import type { WaStatus } from '@sowan/core';

/** The sessions a gateway runs when all run the same: nobody has more. */
export const fairShare = (sessions: number, gateways: number): number => Math.ceil(sessions / Math.max(1, gateways));

/** What is least missed goes first; somebody may just be scanning the code of a session that is being paired. */
const HAND_OVER_ORDER: Record<WaStatus, number> = {
  stopped: 0,
  failed: 0,
  disconnected: 0,
  connected: 1,
  connecting: 2,
  pairing: 3,
};

/** The sessions that a gateway gives up for the others, so that it keeps no more than its share. A pairing is never broken off. */
export function surplus(running: ReadonlyMap<number, WaStatus>, share: number): number[] {
  return [...running]
    .toSorted(([, a], [, b]) => HAND_OVER_ORDER[a] - HAND_OVER_ORDER[b])
    .slice(0, Math.max(0, running.size - share))
    .flatMap(([id, status]) => (status === 'pairing' ? [] : [id]));
}
