import { expect } from 'vitest';
import { listWaReplicas } from '@sowan/core/whatsapp';
import { test } from './school.ts';

test('of two gateways one runs the session; when it stops, the other takes over at its next look', async ({
  school,
}) => {
  const first = await school.startGateway();
  await school.link();
  await school.startGateway();
  expect(school.simulator.counters()).toMatchObject({ overlaps: 0, sockets: { live: 1 } });
  const { owner } = await school.session();
  const replicas = await listWaReplicas(school.ctx);
  expect(replicas.map(({ state }) => state)).toEqual(['up', 'up']);
  expect(replicas.find(({ sessions }) => sessions === 1)?.id).toBe(owner);
  const again = school.simulator.events.next('loggedIn');
  await first.close();
  expect((await listWaReplicas(school.ctx)).map(({ id }) => id)).not.toContain(owner);
  await again;
  const id = await school.write('Dari yang kedua');
  await school.untilMessage(id, 'delivered');
  expect((await school.session()).owner).not.toBe(owner);
  expect(school.simulator.counters()).toMatchObject({ overlaps: 0 });
});

test('a gateway whose lease was taken lets go of its socket and leaves the message to the new owner', async ({
  school,
}) => {
  await school.startGateway();
  await school.link();
  const offline = school.simulator.events.next('disconnected');
  await school.takeLeaseAway();
  await school.write('Bukan dari sini');
  await offline;
  expect(school.simulator.counters().sockets.live).toBe(0);
  expect(await school.session()).toMatchObject({ owner: 'another gateway', status: 'connected' });
});
