import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordAudit } from '../src/audit/index.ts';
import { exportAudit, listAudit } from '../src/audit-log/index.ts';
import type { Actor, Ctx } from '../src/index.ts';
import { createApiToken } from '../src/api-tokens/index.ts';
import { openWorld, type User, type World } from './world.ts';

let world: World;
let admin: User;
let ctx: Ctx;
beforeEach(async () => {
  world = await openWorld();
  admin = await world.user('admin', { name: 'Ratna' });
  ctx = world.as(admin);
});
afterEach(() => world.close());

const note = (actor: Actor, at: string, action: string) =>
  recordAudit(world.ctx.db, actor, new Date(at), { action, subject: { type: 'user', id: 7 } });
const actions = async (filter: Parameters<typeof listAudit>[1]) =>
  (await listAudit(ctx, filter)).items.map(({ action }) => action);

test('who did what is found by day of the school, by person and by deed, newest first', async () => {
  const host = await world.user('host', { name: 'Budi' });
  await note(admin, '2026-11-22T16:59:59Z', 'user.created');
  await note(host, '2026-11-22T17:00:00Z', 'user.updated');
  await note({ type: 'public' }, '2026-11-23T16:59:59Z', 'auth.refused');
  await note(admin, '2026-11-23T17:00:00Z', 'settings.updated');
  expect(await actions({})).toEqual(['settings.updated', 'auth.refused', 'user.updated', 'user.created']);
  expect(await actions({ from: '2026-11-23', to: '2026-11-23' })).toEqual(['auth.refused', 'user.updated']);
  expect(await actions({ userId: admin.id })).toEqual(['settings.updated', 'user.created']);
  expect(await actions({ action: 'user' })).toEqual(['user.updated', 'user.created']);
  expect(await actions({ action: 'user.created' })).toEqual(['user.created']);
  expect(await listAudit(ctx, { page: 2, pageSize: 3 })).toMatchObject({
    total: 4,
    items: [{ actor: 'Ratna', actorType: 'user', subjectType: 'user', subjectId: 7 }],
  });
});

test('what a token did stands under its name', async () => {
  const { id } = await createApiToken(ctx, { name: 'Papan', scopes: ['user:write'] });
  await note({ type: 'apiToken', id, scopes: [], user: admin }, '2026-11-23T02:00:00Z', 'user.created');
  expect((await listAudit(ctx, {})).items[0]).toMatchObject({ actorType: 'apiToken', actor: 'Papan' });
});

test('the export holds every row once', async () => {
  for (let i = 0; i < 5; i++) await note(admin, '2026-11-23T02:00:00Z', 'user.created');
  const ids: number[] = [];
  for await (const rows of exportAudit(ctx, { action: 'user' })) ids.push(...rows.map(({ id }) => id));
  expect(ids).toHaveLength(5);
  expect(new Set(ids).size).toBe(5);
  await expect(exportAudit(world.as(await world.user('host')), {}).next()).rejects.toThrow('role_not_allowed');
});
