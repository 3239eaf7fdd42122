import { afterAll, beforeAll, expect, test } from 'vitest';
import { listScans } from '../src/audit-log/index.ts';
import { undoCheckIn } from '../src/check-in/index.ts';
import type { Ctx } from '../src/index.ts';
import { book } from './booking-form.ts';
import { openFrontDesk, type FrontDesk } from './front-desk.ts';
import { after, hours, MORNING } from './world.ts';

let front: FrontDesk;
let admin: Ctx;
beforeAll(async () => {
  front = await openFrontDesk();
  admin = front.world.as(await front.world.user('admin', { name: 'Ratna' }));
  front.world.setClock(MORNING);
});
afterAll(() => front.world.close());

test('the admin sees every scan, let in or refused, and finds it by outcome, person and day', async () => {
  const sari = await front.world.user('receptionist', { name: 'Sari' });
  const visit = await book(front.hostCtx);
  await front.scan(visit.passToken, { desk: 'Gate' }, front.world.as(sari));
  await front.scan(visit.passToken, { desk: 'Lobby' });
  front.world.setClock(after(MORNING, hours(24)));
  await front.scan('https://example.com/menu', { method: 'typed' }, front.world.as(sari));

  const outcomes = async (filter: Parameters<typeof listScans>[1]) =>
    (await listScans(admin, filter)).items.map(({ outcome }) => outcome);
  const { items, total } = await listScans(admin, {});
  expect(total).toBe(3);
  expect(items).toMatchObject([
    { outcome: 'wrong_format', method: 'typed', user: 'Sari', appointmentId: null, guestName: null },
    { outcome: 'already_in', desk: 'Lobby', user: 'A receptionist', appointmentId: visit.id },
    {
      outcome: 'admitted',
      desk: 'Gate',
      method: 'camera',
      user: 'Sari',
      userId: sari.id,
      scannedAt: MORNING,
      appointmentId: visit.id,
      guestName: visit.guestName,
    },
  ]);
  expect(await outcomes({ outcome: 'already_in' })).toEqual(['already_in']);
  expect(await outcomes({ userId: sari.id })).toEqual(['wrong_format', 'admitted']);
  const [first, second] = [MORNING, after(MORNING, hours(24))].map((at) => at.toISOString().slice(0, 10));
  expect(await outcomes({ to: first })).toEqual(['already_in', 'admitted']);
  expect(await outcomes({ from: second })).toEqual(['wrong_format']);
  expect(await listScans(admin, { page: 2, pageSize: 2 })).toMatchObject({
    total: 3,
    items: [{ outcome: 'admitted' }],
  });
});

test('an admission that was taken back stays listed, with who took it back', async () => {
  const visit = await book(front.hostCtx);
  const result = await front.scan(visit.passToken);
  if (result.outcome !== 'admitted') throw new Error(result.reason);
  await undoCheckIn(front.desk, result.checkInId);
  expect((await listScans(admin, {})).items[0]).toMatchObject({
    id: result.checkInId,
    outcome: 'admitted',
    undoneAt: expect.any(Date),
    undoneBy: 'A receptionist',
  });
});

test('nobody but an admin lists the scans', async () => {
  for (const ctx of [front.hostCtx, front.desk, front.world.ctx])
    await expect(listScans(ctx, {})).rejects.toMatchObject({ code: expect.stringMatching(/FORBIDDEN|UNAUTH/) });
});
