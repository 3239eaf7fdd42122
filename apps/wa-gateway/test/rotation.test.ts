import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { eq, ne } from 'drizzle-orm';
import { expect } from 'vitest';
import { authRowsNotUnder, resealAuthRow } from '@sowan/core/whatsapp';
import { schema } from '@sowan/db';
import { rotateKeys } from '../src/rotate-keys.ts';
import { open, parseAuthKeyring, placeOf, seal } from '../src/seal.ts';
import { GUEST, SCHOOL, test, type School } from './school.ts';

const { waAuth } = schema;
const key = () => randomBytes(32).toString('base64');
const rowsNotUnder = (school: School, number: number) =>
  school.ctx.db.select().from(waAuth).where(ne(waAuth.encryptionKey, number));

/** The command as an operator runs it. */
async function runCommand(school: School, ring: string) {
  const child = spawn(process.execPath, [new URL('../src/rotate-keys.main.ts', import.meta.url).pathname], {
    env: { ...process.env, DATABASE_URL: school.env['DATABASE_URL'], WA_AUTH_KEY: ring },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const report = JSON.parse(out) as { resealed: number; rowsByKey: object; unreadableBySession: object };
  return { code: await exited, errors, ...report };
}

test('a new key takes over under a running gateway, and the old one may go', async ({ school }) => {
  const { simulator } = school;
  const old = school.env['WA_AUTH_KEY'] ?? '';
  const first = await school.startGateway();
  await school.link();
  await school.untilMessage(await school.write('Dengan kunci lama'), 'delivered');
  await first.close();
  const fresh = `2:${key()}`;
  const both = { WA_AUTH_KEY: `${fresh},${old}` };
  const second = await school.startGateway({}, both);
  await school.untilStatus('connected');
  const [{ code, errors, ...report }] = await Promise.all([
    runCommand(school, both.WA_AUTH_KEY),
    school.write('Sementara itu').then((id) => school.untilMessage(id, 'delivered')),
    simulator.send(GUEST, SCHOOL, 'Baik').then(() => school.event('wa_message_received')),
  ]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(report.resealed).toBeGreaterThan(800);
  expect(Object.keys(report.rowsByKey)).toEqual(['2']);
  expect(await rowsNotUnder(school, 2)).toEqual([]);
  await second.close();

  await school.startGateway({}, { WA_AUTH_KEY: fresh });
  await school.untilMessage(await school.write('Dengan kunci baru'), 'delivered');
  expect(simulator.counters().phones[GUEST]).toMatchObject({ received: 3, repeated: 0 });
});

test('a rotation that was cut off goes on, and names what it can’t read', async ({ school }) => {
  const { ctx, sessionId } = school;
  const [oldKey, newKey] = [`1:${key()}`, `2:${key()}`];
  const old = parseAuthKeyring(oldKey);
  const ring = parseAuthKeyring(`${newKey},${oldKey}`);
  const row = (keyId: string) => ({ sessionId, type: 'tctoken', keyId, updatedAt: new Date() });
  const sealed = (keyId: string, value: string) => {
    const place = row(keyId);
    return { ...place, ...seal(old, placeOf(place), Buffer.from(value)) };
  };
  const ids = Array.from({ length: 450 }, (_, n) => `id-${n}`);
  await ctx.db.insert(waAuth).values(ids.map((id) => sealed(id, `value of ${id}`)));
  await ctx.db
    .update(waAuth)
    .set({ sealed: randomBytes(60) })
    .where(eq(waAuth.keyId, 'id-7'));

  const cutOff = new AbortController();
  const warnings: object[] = [];
  const log = { ...ctx.log, warn: (detail: object) => void warnings.push(detail) };
  cutOff.abort();
  expect(await rotateKeys({ ...ctx, log }, ring, cutOff.signal)).toMatchObject({ resealed: 0 });
  expect(await rotateKeys({ ...ctx, log }, ring)).toEqual({
    resealed: 449,
    unreadable: new Map([[sessionId, 1]]),
    rowsByKey: new Map([
      [1, 1],
      [2, 449],
    ]),
  });
  expect(warnings).toMatchObject([{ sessionId }]);
  expect(await rotateKeys({ ...ctx, log }, ring)).toMatchObject({ resealed: 0 });
  for (const stored of await ctx.db.select().from(waAuth).where(eq(waAuth.encryptionKey, 2))) {
    const opened = open(parseAuthKeyring(newKey), placeOf(stored), stored).toString();
    expect(opened).toBe(`value of ${stored.keyId}`);
  }
});

test('what a gateway has written since it was read stays', async ({ school }) => {
  const { ctx, sessionId } = school;
  const ring = parseAuthKeyring(`1:${key()}`);
  const place = { sessionId, type: 'tctoken', keyId: 'a' };
  const sealed = (value: string) => seal(ring, placeOf(place), Buffer.from(value));
  await ctx.db.insert(waAuth).values({ ...place, ...sealed('old'), updatedAt: new Date() });
  const [row] = await authRowsNotUnder(ctx, 2, { after: null, limit: 10 });
  if (!row) throw new Error('there is a row');
  await ctx.db.update(waAuth).set(sealed('new'));
  expect(await resealAuthRow(ctx, row, sealed('old'))).toBe(false);
  const [stored] = await ctx.db.select().from(waAuth);
  expect(stored && open(ring, placeOf(place), stored).toString()).toBe('new');
});
