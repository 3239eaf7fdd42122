import { TRPCError, type AnyProcedure } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { may, PERMISSIONS, scopeOf, SCOPES, type Actor } from '@sowan/core';
import { openApiDocument } from '../src/lib/server/openapi.ts';
import type { ProcedureMeta } from '../src/lib/server/trpc/init.ts';
import { appRouter } from '../src/lib/server/trpc/router.ts';
import { openTestApp, type TestApp } from './request.ts';

const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, AnyProcedure>);
const metaOf = (procedure: AnyProcedure) => procedure._def.meta as ProcedureMeta | undefined;
const outputOf = (procedure: AnyProcedure) => (procedure._def as unknown as { output?: unknown }).output;

describe('every procedure declares', () => {
  test.each(procedures)('%s: who may call it, and how often when anybody may', (_path, procedure) => {
    const meta = metaOf(procedure);
    expect(Object.keys(PERMISSIONS)).toContain(meta?.permission);
    const open = meta?.permission && (PERMISSIONS[meta.permission] as readonly string[]).includes('public');
    // Reading one's own session needs no limit: it costs one look-up that every page makes anyway.
    if (open && meta.permission !== 'auth.session') expect(meta.limit).toBeDefined();
  });

  test.each(procedures.filter(([, p]) => p._def.type !== 'subscription'))(
    '%s: its output and its REST address',
    (_path, procedure) => {
      expect(metaOf(procedure)?.openapi?.path).toMatch(/^\/[a-z]/);
      expect(metaOf(procedure)?.openapi?.summary).toBeTruthy();
      expect(outputOf(procedure)).toBeDefined();
    },
  );

  test('no two procedures share a REST address', () => {
    const addresses = procedures.flatMap(([, p]) => {
      const rest = metaOf(p)?.openapi;
      return rest ? [`${rest.method} ${rest.path}`] : [];
    });
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});

describe('access', () => {
  let app: TestApp;
  const actors: Record<string, Actor> = { nobody: { type: 'public' } };
  beforeAll(async () => {
    app = await openTestApp();
    for (const role of ['admin', 'host', 'receptionist'] as const) actors[role] = await app.user(role);
    const user = await app.user('admin');
    actors['token for everything'] = { type: 'apiToken', id: 1, scopes: SCOPES, user };
    actors['token for nothing'] = { type: 'apiToken', id: 2, scopes: [], user };
    actors['guest'] = { type: 'guest', id: 1, name: 'Guest', locale: 'id' };
    actors['newcomer'] = { ...user, mustChangePassword: true };
  });
  afterAll(() => app.close());

  const WHO = [
    'nobody',
    'guest',
    'admin',
    'host',
    'receptionist',
    'token for everything',
    'token for nothing',
    'newcomer',
  ];
  const cases = procedures.flatMap(([path, procedure]) => WHO.map((who) => [path, who, procedure] as const));

  test.each(cases)('%s by %s is as the table of permissions says', async (path, who, procedure) => {
    const actor = actors[who];
    const permission = metaOf(procedure)?.permission;
    if (!actor || !permission) throw new Error('unknown case');
    const call = path
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], app.as(actor)) as (
      input: unknown,
    ) => Promise<unknown>;
    // An input that no procedure takes: whoever is let in fails later, on its input.
    const error = await call({ nonsense: true }).catch((e: unknown) => e);
    const refused = error instanceof TRPCError && (error.code === 'UNAUTHORIZED' || error.code === 'FORBIDDEN');
    expect(refused).toBe(!may(actor, permission));
    if (refused) expect(error.code).toBe(who === 'nobody' ? 'UNAUTHORIZED' : 'FORBIDDEN');
  });
});

test('the REST side describes itself as OpenAPI 3.1 with every address', () => {
  const document = openApiDocument('https://tamu.example.org');
  expect(document.openapi).toMatch(/^3\.1/);
  const described = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const declared = procedures.flatMap(([, p]) => {
    const rest = metaOf(p)?.openapi;
    return rest ? [`${rest.method} ${rest.path}`] : [];
  });
  expect(described.sort()).toEqual(declared.sort());
  for (const [, p] of procedures) {
    const { openapi: rest, permission } = metaOf(p) ?? {};
    const operation = rest && document.paths?.[rest.path]?.[rest.method.toLowerCase() as 'get'];
    const scope = permission && scopeOf(permission);
    const open = permission && may({ type: 'public' }, permission);
    if (operation) expect(operation.security?.some(({ token }) => token)).toBe(!open && scope !== null);
  }
  expect(JSON.stringify(document.paths?.['/appointments']?.post?.requestBody)).toContain('"format":"date-time"');
});
