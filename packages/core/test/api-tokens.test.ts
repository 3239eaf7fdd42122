import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { createApiToken, listApiTokens, resolveApiToken, revokeApiToken } from '../src/api-tokens/index.ts';
import { closeDays } from '../src/closed-days/index.ts';
import type { Ctx } from '../src/index.ts';
import { after, days, minutes, MORNING, openWorld, type User, type World } from './world.ts';

let world: World;
let user: User;
let admin: Ctx;
beforeEach(async () => {
  world = await openWorld();
  user = await world.user('admin', { name: 'Ratna' });
  admin = world.as(user);
});
afterEach(() => world.close());

const make = (scopes = ['guest:read'], valid: number | null = 30) =>
  createApiToken(admin, { name: 'Papan tulis', scopes, days: valid });

test('a token is told once, kept as a hash, and opens its scopes in the name of its maker', async () => {
  const { id, secret } = await make(['settings:write', 'guest:read', 'guest:read']);
  expect(secret).toMatch(/^sowan_[\w-]{43}$/);
  const actor = await resolveApiToken(world.ctx, secret);
  expect(actor).toEqual({ type: 'apiToken', id, scopes: ['guest:read', 'settings:write'], user });
  const everything = JSON.stringify([await world.ctx.db.query.apiTokens.findMany(), await world.audit()]);
  expect(everything).not.toContain(secret);
  expect(await resolveApiToken(world.ctx, `${secret.slice(0, -1)}!`)).toBeNull();
  expect(await resolveApiToken(world.ctx, '')).toBeNull();
});

test('what it changes is in the audit log under its own number', async () => {
  const { id, secret } = await make(['settings:write']);
  const actor = await resolveApiToken(world.ctx, secret);
  if (!actor) throw new Error('the token opens nothing');
  await closeDays(world.as(actor), { first: '2026-12-25', last: '2026-12-25', name: 'Natal' });
  const [made, used] = await world.audit();
  expect(made).toMatchObject({ action: 'token.created', actorType: 'user', actorId: user.id, subjectId: id });
  expect(used).toMatchObject({ action: 'calendar.closed', actorType: 'apiToken', actorId: id });
});

test('it ends at its hour, or when it is revoked', async () => {
  const [expiring, revoked, lasting] = [await make(['guest:read'], 30), await make(), await make(['guest:read'], null)];
  await revokeApiToken(admin, revoked.id);
  await revokeApiToken(admin, revoked.id);
  expect(await resolveApiToken(world.ctx, revoked.secret)).toBeNull();
  world.setClock(after(MORNING, days(30) - 1));
  expect(await resolveApiToken(world.ctx, expiring.secret)).not.toBeNull();
  world.setClock(after(MORNING, days(30)));
  expect(await resolveApiToken(world.ctx, expiring.secret)).toBeNull();
  expect(await resolveApiToken(world.ctx, lasting.secret)).not.toBeNull();
  expect((await listApiTokens(admin)).map(({ state }) => state)).toEqual(['active', 'revoked', 'expired']);
  expect((await world.audit()).filter(({ action }) => action === 'token.revoked')).toHaveLength(1);
  await expect(revokeApiToken(admin, 999)).rejects.toThrow('token_unknown');
});

test.each([{ active: false }, { role: 'host' as const }, { mustChangePassword: true }])(
  'it opens nothing while its maker is %o',
  async (change) => {
    const { secret } = await make();
    await world.ctx.db.update(schema.users).set(change).where(eq(schema.users.id, user.id));
    expect(await resolveApiToken(world.ctx, secret)).toBeNull();
    await world.ctx.db
      .update(schema.users)
      .set({ active: true, role: 'admin', mustChangePassword: false })
      .where(eq(schema.users.id, user.id));
    expect(await resolveApiToken(world.ctx, secret)).not.toBeNull();
  },
);

test('its last use is known to the minute', async () => {
  const { secret } = await make();
  const lastUse = async () => (await listApiTokens(admin))[0]?.lastUsedAt;
  expect(await lastUse()).toBeNull();
  await resolveApiToken(world.ctx, secret);
  expect(await lastUse()).toEqual(MORNING);
  world.setClock(after(MORNING, minutes(1) - 1));
  await resolveApiToken(world.ctx, secret);
  expect(await lastUse()).toEqual(MORNING);
  world.setClock(after(MORNING, minutes(1)));
  await resolveApiToken(world.ctx, secret);
  expect(await lastUse()).toEqual(after(MORNING, minutes(1)));
});

test.each([
  { name: 'x', scopes: [] },
  { name: 'x', scopes: ['token:write'] },
  { name: 'x', scopes: ['nonsense'] },
  { name: ' ', scopes: ['guest:read'] },
  { name: 'x', scopes: ['guest:read'], days: 0 },
])('%o makes no token', async (input) => {
  await expect(createApiToken(admin, input)).rejects.toThrow();
});
