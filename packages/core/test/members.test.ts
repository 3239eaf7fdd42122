import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import type { Ctx } from '../src/index.ts';
import {
  createMember,
  deactivateMember,
  getMember,
  listMembers,
  memberNumber,
  memberTypes,
  serialOf,
  updateMember,
} from '../src/members/index.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let admin: Ctx;
beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.ctx.db.delete(schema.members);
  await world.ctx.db.delete(schema.memberSeries);
});

describe('member numbers', () => {
  test('are consecutive when twenty clients enter members at once, none doubled and none left out', async () => {
    const wide = { ...world.wide(20), actor: admin.actor };
    const made = await Promise.all(
      Array.from({ length: 60 }, (_, i) => createMember(wide, { name: `Member ${i}`, memberSince: '2025-01-15' })),
    );
    const numbers = made.map(({ number }) => number).sort();
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, i) => memberNumber(2025, i + 1)));
  });

  test('are not used up by a member who could not be entered', async () => {
    await createMember(admin, { name: 'First', memberSince: '2025-01-15' });
    await world.ctx.db
      .insert(schema.members)
      .values({ number: 'M-2025-0002', name: 'In the way', memberSince: '2025-01-01', ...now() });
    await expect(createMember(admin, { name: 'Second', memberSince: '2025-01-15' })).rejects.toThrow();
    await world.ctx.db.delete(schema.members);
    expect(await createMember(admin, { name: 'Second', memberSince: '2025-01-15' })).toMatchObject({
      number: 'M-2025-0002',
    });
  });

  test('follow the year the membership began in, the school’s today unless given', async () => {
    expect((await createMember(admin, { name: 'A' })).number).toBe('M-2026-0001');
    expect((await createMember(admin, { name: 'B', memberSince: '2019-05-01' })).number).toBe('M-2019-0001');
    expect((await createMember(admin, { name: 'C' })).number).toBe('M-2026-0002');
  });

  test('go on past 9999, and every number can be read back', async () => {
    await world.ctx.db.insert(schema.memberSeries).values({ year: 2025, last: 9999 });
    expect((await createMember(admin, { name: 'A', memberSince: '2025-02-01' })).number).toBe('M-2025-10000');
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2155 }), fc.integer({ min: 1, max: 9_999_999 }), (year, serial) => {
        expect(serialOf(memberNumber(year, serial))).toEqual({ year, serial });
      }),
    );
    expect(serialOf('M-2025-00142')).toBeNull();
    expect(serialOf('A-12')).toBeNull();
  });
});

const now = () => ({ createdAt: new Date(), updatedAt: new Date() });

describe('a member', () => {
  test('is kept with phone and address as they are dialled and mailed, pending at first', async () => {
    const { id } = await createMember(admin, { name: ' Siti ', email: ' Siti@Example.org ', phone: '0812 3456 7890' });
    expect(await getMember(admin, id)).toMatchObject({
      name: 'Siti',
      email: 'siti@example.org',
      phone: '+6281234567890',
      status: 'pending',
      type: 'regular',
      locale: 'id',
      memberSince: '2026-11-23',
      cardYears: [],
    });
    await expect(createMember(admin, { name: 'X', phone: '12' })).rejects.toMatchObject({ reason: 'phone_invalid' });
  });

  test('changes only in what is given; a new address has not bounced', async () => {
    const { id } = await createMember(admin, { name: 'Siti', email: 'old@example.org', phone: '081234567890' });
    await world.ctx.db.update(schema.members).set({ mailBouncedAt: new Date(), mailBounce: '550 no such user' });
    await updateMember(admin, id, { name: 'Siti Aminah' });
    expect(await getMember(admin, id)).toMatchObject({ name: 'Siti Aminah', mailBounce: '550 no such user' });
    await updateMember(admin, id, { email: 'new@example.org', phone: '' });
    expect(await getMember(admin, id)).toMatchObject({ email: 'new@example.org', phone: null, mailBounce: null });
    await expect(updateMember(admin, 999_999, { name: 'X' })).rejects.toMatchObject({ reason: 'member_unknown' });
  });

  test('who has left cannot leave again', async () => {
    const { id } = await createMember(admin, { name: 'Siti' });
    await deactivateMember(admin, id);
    expect((await getMember(admin, id)).status).toBe('inactive');
    await expect(deactivateMember(admin, id)).rejects.toMatchObject({ reason: 'not_now' });
  });
});

test('members are found by any part of name, number, address or phone, and by what they lack', async () => {
  await createMember(admin, { name: 'Siti 100%', email: 'siti@example.org', phone: '081234567890' });
  await createMember(admin, { name: 'Budi', type: 'honorary', phone: '081298765432' });
  await createMember(admin, { name: 'Citra', email: 'citra@example.org' });
  const names = async (filter: Parameters<typeof listMembers>[1]) =>
    (await listMembers(admin, filter)).items.map(({ name }) => name);
  expect(await names({})).toEqual(['Budi', 'Citra', 'Siti 100%']);
  expect(await names({ search: '0%' })).toEqual(['Siti 100%']);
  expect(await names({ search: '_' })).toEqual([]);
  expect(await names({ search: 'EXAMPLE.org' })).toEqual(['Citra', 'Siti 100%']);
  expect(await names({ search: '2026-0002' })).toEqual(['Budi']);
  expect(await names({ search: '0812-9876' })).toEqual(['Budi']);
  expect(await names({ type: 'honorary' })).toEqual(['Budi']);
  expect(await names({ lacks: 'email' })).toEqual(['Budi']);
  expect(await names({ lacks: 'phone' })).toEqual(['Citra']);
  expect(await names({ status: 'active' })).toEqual([]);
  expect(await names({ card: 'without' })).toHaveLength(3);
  expect(await listMembers(admin, { page: 2, pageSize: 2 })).toMatchObject({
    total: 3,
    items: [{ name: 'Siti 100%' }],
  });
  expect(await memberTypes(admin)).toEqual(['honorary', 'regular']);
});
