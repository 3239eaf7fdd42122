import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { schema } from '@sowan/db';
import { listCardChecks } from '../src/audit-log/index.ts';
import { approveMember } from '../src/cards/index.ts';
import {
  closeEvent,
  createEvent,
  exportAttendances,
  getEvent,
  listAttendances,
  listEvents,
  recordAttendance,
  reopenEvent,
} from '../src/entrance/index.ts';
import type { Ctx } from '../src/index.ts';
import { createMember, deactivateMember } from '../src/members/index.ts';
import { after, minutes, MORNING, openWorld, SOON, type World } from './world.ts';

let world: World;
let admin: Ctx;
let desk: Ctx;
let eventId: number;
beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
  desk = world.as(await world.user('receptionist'));
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setClock(MORNING);
  for (const table of [schema.messages, schema.attendances, schema.cardEvents, schema.members])
    await world.ctx.db.delete(table);
  ({ id: eventId } = await createEvent(desk, { name: 'Gala', day: '2026-11-23' }));
});

async function member(name: string): Promise<{ id: number; token: string }> {
  const { id } = await createMember(admin, { name });
  return { id, token: (await approveMember(admin, id)).token };
}
const scan = (code: string, at = 'Gate A', by = desk) =>
  recordAttendance(by, eventId, { code, method: 'camera', desk: at });

describe('at the entrance a card', () => {
  test('that holds is recorded, with the member’s full name for the desk, and every desk hears of it', async () => {
    const { token } = await member('Jean Dupont');
    expect(await scan(token)).toMatchObject({
      outcome: 'recorded',
      desk: 'Gate A',
      attendedAt: MORNING,
      card: { verdict: 'valid', member: { name: 'Jean Dupont' } },
    });
    expect(await getEvent(desk, eventId)).toEqual({
      id: eventId,
      name: 'Gala',
      day: '2026-11-23',
      present: 1,
      closedAt: null,
    });
    await vi.waitFor(
      () => expect(world.heard).toContainEqual(expect.objectContaining({ type: 'attendance', eventId })),
      SOON,
    );
  });

  test('scanned again says when and where the member came in, and counts once', async () => {
    const { token } = await member('Siti');
    await scan(token);
    world.setClock(after(MORNING, minutes(12)));
    expect(await scan(token, 'Gate B')).toMatchObject({ outcome: 'again', attendedAt: MORNING, desk: 'Gate A' });
    expect((await getEvent(desk, eventId)).present).toBe(1);
  });

  test('scanned by twenty desks at the same moment is one attendance', async () => {
    const { token } = await member('Budi');
    const wide = { ...world.wide(20), actor: desk.actor };
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => scan(token, `Gate ${String(i)}`, wide)));
    const outcomes = all.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'again')).toHaveLength(19);
    expect(new Set(all.map(({ desk: first }) => first)).size).toBe(1);
    expect(await world.ctx.db.$count(schema.attendances)).toBe(1);
    const recorded = (await listCardChecks(admin, { eventId })).items.filter(({ outcome }) => outcome === 'recorded');
    expect(recorded).toHaveLength(1);
  });

  test('that does not hold is refused, and each scan is on record', async () => {
    const { id, token } = await member('Siti');
    await scan(token);
    await deactivateMember(admin, id);
    expect(await scan(token)).toMatchObject({ outcome: 'refused', card: { verdict: 'inactive' }, attendedAt: null });
    expect(await scan('garbage')).toMatchObject({ outcome: 'refused', card: { verdict: 'unreadable' } });
    expect((await getEvent(desk, eventId)).present).toBe(1);
    const by = {
      user: 'A receptionist',
      event: 'Gala',
      desk: 'Gate A',
      method: 'camera',
      checkedAt: MORNING,
      times: 1,
    };
    expect((await listCardChecks(admin, { eventId })).items).toMatchObject([
      { ...by, outcome: 'refused', verdict: 'unreadable', memberId: null },
      { ...by, outcome: 'refused', verdict: 'inactive', memberId: id, member: 'Siti' },
      { ...by, outcome: 'recorded', verdict: 'valid', memberId: id, year: 2026 },
    ]);
  });

  test('counts at each event by itself', async () => {
    const { token } = await member('Siti');
    await scan(token);
    const { id } = await createEvent(desk, { name: 'Matinee', day: '2026-11-24' });
    expect(await recordAttendance(desk, id, { code: token, method: 'typed', desk: 'A' })).toMatchObject({
      outcome: 'recorded',
    });
    expect((await listEvents(desk, {})).items.map(({ name, present }) => [name, present])).toEqual([
      ['Matinee', 1],
      ['Gala', 1],
    ]);
  });

  test('of an event that does not exist is nobody’s', async () => {
    const { token } = await member('Siti');
    await expect(recordAttendance(desk, 999_999, { code: token, method: 'typed', desk: 'A' })).rejects.toMatchObject({
      reason: 'event_unknown',
    });
  });
});

test('a closed entrance records nobody until it is opened again', async () => {
  const { token } = await member('Siti');
  await closeEvent(desk, eventId);
  expect((await getEvent(desk, eventId)).closedAt).toEqual(MORNING);
  await expect(scan(token)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'event_closed' });
  await expect(closeEvent(desk, eventId)).rejects.toMatchObject({ reason: 'event_closed' });
  await reopenEvent(desk, eventId);
  await expect(reopenEvent(desk, eventId)).rejects.toMatchObject({ reason: 'event_open' });
  expect(await scan(token)).toMatchObject({ outcome: 'recorded' });
  await expect(closeEvent(desk, 999_999)).rejects.toMatchObject({ reason: 'event_unknown' });
  const host = world.as(await world.user('host'));
  await expect(closeEvent(host, eventId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect((await world.audit()).slice(-2)).toMatchObject([{ action: 'event.closed' }, { action: 'event.reopened' }]);
});

test('who came is listed the last first, and exported in the order of arrival', async () => {
  for (const name of ['Ana', 'Budi', 'Citra']) await scan((await member(name)).token);
  const { items, total } = await listAttendances(desk, eventId, { pageSize: 2 });
  expect([items.map(({ name }) => name), total]).toEqual([['Citra', 'Budi'], 3]);
  const exported: string[] = [];
  for await (const { name } of exportAttendances(desk, eventId)) exported.push(name);
  expect(exported).toEqual(['Ana', 'Budi', 'Citra']);
});
