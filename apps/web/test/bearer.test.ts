import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiToken, revokeApiToken } from '@sowan/core/api-tokens';
import { bearerOf, identifyBearer } from '../src/lib/server/bearer.ts';
import { createCtx } from '../src/lib/server/services.ts';
import { openTestApp, type TestApp } from './request.ts';

let app: TestApp;
beforeAll(async () => void (app = await openTestApp()));
afterAll(() => app.close());

test('a bearer token is read from its header', () => {
  const request = (authorization?: string) =>
    new Request('https://x.example/', authorization ? { headers: { authorization } } : {});
  expect(bearerOf(request('Bearer abc'))).toBe('abc');
  expect(bearerOf(request('bearer abc'))).toBe('abc');
  expect(bearerOf(request('Basic abc'))).toBeNull();
  expect(bearerOf(request())).toBeNull();
});

test('a token reaches what its scopes say and is refused the rest', async () => {
  const admin = createCtx(app.shared, await app.user('admin'));
  const { id, secret } = await createApiToken(admin, { name: 'Papan', scopes: ['user:read'] });
  const actor = await identifyBearer(app.shared, secret, randomUUID());
  expect((await app.as(actor).users.list({})).items).not.toHaveLength(0);
  await expect(app.as(actor).settings.update({ graceMinutes: 5 })).rejects.toThrow('scope_missing');
  await expect(app.as(actor).tokens.list()).rejects.toThrow('scope_missing');
  await revokeApiToken(admin, id);
  await expect(identifyBearer(app.shared, secret, randomUUID())).rejects.toThrow('token_invalid');
});

test('guessing at tokens is stopped', async () => {
  const address = randomUUID();
  const answers = new Set<string>();
  for (let i = 0; i < 31; i++)
    await identifyBearer(app.shared, 'sowan_guess', address).catch((error: Error) => answers.add(error.message));
  expect([...answers]).toEqual(['UNAUTHENTICATED: token_invalid', 'RATE_LIMITED: too_many_attempts']);
});

test('a change of one setting leaves the others as they are', async () => {
  const admin = app.as(await app.user('admin'));
  await admin.settings.update({ organisationName: 'SMA 3', closedWeekdays: [7] });
  await admin.settings.update({ graceMinutes: 5 });
  expect(await admin.settings.get()).toMatchObject({
    organisationName: 'SMA 3',
    closedWeekdays: [7],
    graceMinutes: 5,
  });
});
