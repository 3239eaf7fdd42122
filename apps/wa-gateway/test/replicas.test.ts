import { expect } from 'vitest';
import { listWaReplicas } from '@sowan/core/whatsapp';
import { openFleet } from './fleet.ts';
import { test } from './school.ts';

/** A gateway counts on another that has been up for one lease. */
const quick = { WA_LEASE_MS: '2000' };

test('a gateway that joins gets its share, one that leaves gives its own back, and no session is ever twice online', async ({
  school,
}) => {
  const fleet = await openFleet(school, 4);
  const shares = async () =>
    (await listWaReplicas(school.ctx))
      .filter(({ state }) => state === 'up')
      .map(({ sessions }) => sessions)
      .toSorted();
  const connected = async () => (await fleet.sessions()).every(({ status }) => status === 'connected');
  await school.startGateway({}, quick);
  await fleet.link();
  const second = await school.startGateway({}, quick);
  // The school's own session is stopped: it stays where it is.
  await fleet.until('shared', async () => (await shares()).join() === '2,3' && (await connected()));
  await second.close();
  await fleet.until('taken over', async () => (await shares()).join() === '5' && (await connected()));
  const { overlaps, devices, sockets } = school.simulator.counters();
  expect({ overlaps, live: sockets.live }).toEqual({ overlaps: 0, live: 4 });
  expect(Object.values(devices).map(({ maxLive }) => maxLive)).toEqual([1, 1, 1, 1]);
});
