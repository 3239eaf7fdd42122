import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, test as unit } from 'vitest';
import { takeLease } from '@sowan/core/whatsapp';
import { schema } from '@sowan/db';
import { openAuthState } from '../src/auth-state.ts';
import { AuthUnreadableError, open, parseAuthKeyring, placeOf, seal } from '../src/seal.ts';
import { HeldLease } from '../src/session/lease.ts';
import { dumpOf } from './database-dump.ts';
import { withGateway } from './gateway-process.ts';
import { GUEST, SCHOOL, test, type School } from './school.ts';

const { waAuth, waSessions } = schema;
const key = () => randomBytes(32).toString('base64');

describe('a sealed value', () => {
  const ring = parseAuthKeyring(`2:${key()},1:${key()}`);

  unit('opens again, in its own place only', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.string(), (bytes, place, elsewhere) => {
        const sealed = seal(ring, place, Buffer.from(bytes));
        expect(open(ring, place, sealed)).toEqual(Buffer.from(bytes));
        if (elsewhere !== place) expect(() => open(ring, elsewhere, sealed)).toThrow(AuthUnreadableError);
      }),
    );
  });

  unit('does not open when a single bit has changed', () => {
    const sealed = seal(ring, 'here', Buffer.from('a private key'));
    for (let bit = 0; bit < sealed.sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed.sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(ring, 'here', { ...sealed, sealed: changed })).toThrow(AuthUnreadableError);
    }
  });

  unit('stays readable when a new key is put before the old one, and not without the old one', () => {
    const old = key();
    const sealed = seal(parseAuthKeyring(`1:${old}`), 'here', Buffer.from('x'));
    const rotated = parseAuthKeyring(`2:${key()},1:${old}`);
    expect(open(rotated, 'here', sealed).toString()).toBe('x');
    expect(seal(rotated, 'here', Buffer.from('x')).encryptionKey).toBe(2);
    expect(() => open(parseAuthKeyring(`2:${key()}`), 'here', sealed)).toThrow('the key 1');
  });

  for (const spec of ['', 'abc', `0:${key()}`, `1:${key()},1:${key()}`, '1:c2hvcnQ=']) {
    unit(`a keyring is refused without being printed: ${spec.slice(0, 6)}…`, () => {
      const error = (() => {
        try {
          return parseAuthKeyring(spec);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toBeInstanceOf(RangeError);
      for (const part of spec.split(/[,:]/).filter((p) => p.length > 20)) expect(String(error)).not.toContain(part);
    });
  }
});

/** The keys of the school's session, held under a lease of the test's own. */
async function holdAuth(school: School, broken: unknown[] = [], owner = 'test') {
  const held = await HeldLease.acquire(school.ctx, school.sessionId, owner);
  if (!held) throw new Error('the lease is taken');
  const keyring = parseAuthKeyring(school.env['WA_AUTH_KEY'] ?? '');
  const options = { ctx: school.ctx, held, keyring, onBroken: (error: unknown) => void broken.push(error) };
  return { held, auth: await openAuthState(options) };
}

describe('keys in the database', () => {
  test('are told apart when their ids differ in case only', async ({ school }) => {
    const { held, auth } = await holdAuth(school);
    const { keys } = auth.baileys;
    const token = (n: number) => ({ token: Buffer.from([n]) });
    await keys.set({ tctoken: { AAb: token(1), aab: token(2), aaB: token(3) } });
    expect(await keys.get('tctoken', ['AAb', 'aab', 'aaB', 'AAB'])).toEqual({
      AAb: token(1),
      aab: token(2),
      aaB: token(3),
    });
    await keys.set({ tctoken: { AAb: null } });
    expect(await keys.get('tctoken', ['AAb', 'aab'])).toEqual({ aab: token(2) });
    await held.release();
  });

  test('are written all or none', async ({ school }) => {
    const { held, auth } = await holdAuth(school);
    const { keys } = auth.baileys;
    await keys.set({ session: { a: Buffer.from('1') } });
    const tooLong = 'x'.repeat(200);
    held.lose('so that a write that fails is not tried again');
    const set = keys.set({ session: { a: null }, tctoken: { [tooLong]: { token: Buffer.from('2') } } });
    await expect(Promise.resolve(set)).rejects.toThrow();
    expect(await keys.get('session', ['a'])).toEqual({ a: Buffer.from('1') });
  });

  test('are refused from a gateway whose lease was taken over', async ({ school }) => {
    const broken: unknown[] = [];
    const { held, auth } = await holdAuth(school, broken);
    await school.expireLease();
    await takeLease(school.ctx, school.sessionId, 'another');
    const set = Promise.resolve(auth.baileys.keys.set({ session: { a: Buffer.from('1') } }));
    await expect(set).rejects.toMatchObject({ reason: 'lease_lost' });
    expect(broken).toMatchObject([{ reason: 'lease_lost' }]);
    expect(await school.ctx.db.select().from(waAuth)).toEqual([]);
    held.lose('end of the test');
  });
});

describe('keys kept in memory', () => {
  const session = (text: string) => ({ session: { guest: Buffer.from(text) } });

  test('are not served once the lease is lost, and the next holder sees what was written last', async ({ school }) => {
    const linking = await holdAuth(school);
    Object.assign(linking.auth.baileys.creds, { account: {} });
    linking.auth.saveCreds();
    await linking.auth.close();
    await linking.held.release();
    const first = await holdAuth(school);
    await first.auth.baileys.keys.set(session('first'));
    await school.expireLease();
    const second = await holdAuth(school, [], 'another');
    expect(await second.auth.baileys.keys.get('session', ['guest'])).toEqual(session('first').session);
    await second.auth.baileys.keys.set(session('second'));
    // Not told yet that the lease is gone: what it would send with this key it may no longer write down.
    await expect(Promise.resolve(first.auth.baileys.keys.set(session('stale')))).rejects.toMatchObject({
      reason: 'lease_lost',
    });
    first.held.lose('end of the lease');
    expect(await first.auth.baileys.keys.get('session', ['guest'])).toEqual(session('second').session);
    expect(await second.auth.baileys.keys.get('session', ['guest'])).toEqual(session('second').session);
    await second.held.release();
  });

  test('are forgotten when a write fails, as nobody knows what the database has', async ({ school }) => {
    const broken: unknown[] = [];
    const { held, auth } = await holdAuth(school, broken);
    const { keys } = auth.baileys;
    await keys.set(session('kept'));
    const tooLong = { tctoken: { ['x'.repeat(200)]: { token: Buffer.from('2') } } };
    const writing = keys.set({ ...session('refused'), ...tooLong });
    held.lose('so that the write is not tried again');
    await expect(Promise.resolve(writing)).rejects.toThrow();
    expect(broken).toHaveLength(1);
    expect(await keys.get('session', ['guest'])).toEqual(session('kept').session);
  });

  test('of one connection are not those of the next', async ({ school }) => {
    const { held, auth } = await holdAuth(school);
    await auth.baileys.keys.set(session('before'));
    await auth.close();
    await school.ctx.db.delete(waAuth).where(eq(waAuth.type, 'session'));
    expect(await auth.baileys.keys.get('session', ['guest'])).toEqual({});
    await held.release();
  });
});

test('one damaged row stops its session and says so; another session goes on', async ({ school }) => {
  const { ctx } = school;
  const before = await school.startGateway();
  await school.link();
  await before.close();
  const now = new Date();
  await ctx.db.insert(waSessions).values({ name: 'kedua', statusAt: now, createdAt: now, desiredState: 'running' });
  await ctx.db
    .update(waAuth)
    .set({ sealed: randomBytes(400) })
    .where(and(eq(waAuth.sessionId, school.sessionId), eq(waAuth.type, 'creds')));
  await school.startGateway();
  expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'auth_unreadable' });
  expect(await school.event('wa_auth_failure')).toMatchObject({ sessionId: school.sessionId });
  await school.until(() =>
    school.heard.find((event) => event.type === 'wa_qr' && event.sessionId !== school.sessionId),
  );
  expect((await ctx.db.select().from(waAuth)).length).toBeGreaterThan(0);
});

test('a damaged key of one chat stops the session before anything is sent with it', async ({ school }) => {
  const before = await school.startGateway();
  await school.link();
  await school.untilMessage(await school.write('Masih utuh'), 'delivered');
  await before.close();
  await school.ctx.db
    .update(waAuth)
    .set({ sealed: randomBytes(400) })
    .where(eq(waAuth.type, 'session'));
  await school.startGateway();
  await school.untilStatus('connected');
  const id = await school.write('Rusak');
  expect(await school.untilStatus('failed')).toMatchObject({ failureReason: 'auth_unreadable' });
  await school.untilMessage(id, 'queued');
  expect(school.simulator.counters().messages.received).toBe(1);
});

test('credentials outlive the gateway: the next one connects without a scan', async ({ school }) => {
  const before = await school.startGateway();
  await school.link();
  await before.close();
  await school.startGateway();
  await school.untilStatus('connected');
  expect(school.heard.filter(({ type }) => type === 'wa_qr')).toHaveLength(1);
});

const SECRET = /^(private|privKey|advSecretKey|rootKey|chainKey|key)$/i;

/** Every secret among values, in Base64. Baileys writes bytes as `{type: 'Buffer', data}`, libsignal as Base64. */
function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const bytes: unknown = Reflect.get(Object(inner), 'data') ?? inner;
    return SECRET.test(name) && typeof bytes === 'string' ? [bytes] : secretsIn(inner);
  });
}

/** What the school's gateway has in its store, opened. */
async function valuesOf({ ctx, env, sessionId }: School) {
  const ring = parseAuthKeyring(env['WA_AUTH_KEY'] ?? '');
  const rows = await ctx.db.select().from(waAuth).where(eq(waAuth.sessionId, sessionId));
  return rows.map((row) => ({ row, plain: open(ring, placeOf(row), row) }));
}

/** Every private key and session secret in it. */
async function secretsOf(school: School): Promise<string[]> {
  return (await valuesOf(school)).flatMap(({ row, plain }) => {
    const secrets = secretsIn(JSON.parse(plain.toString()));
    if (row.type === 'session') expect(secrets.length).toBeGreaterThan(2);
    return secrets;
  });
}

/** Every way in which a key may stand somewhere: as it is, in hex, in Base64, and as Node prints a buffer. */
function formsOf(key: string): string[] {
  const bytes = Buffer.from(key, 'base64');
  const hex = bytes.toString('hex');
  return [bytes.toString('latin1'), hex, hex.toUpperCase(), key, hex.slice(0, 40).replaceAll(/..(?=.)/g, '$& ')];
}
const isIn = (text: string) => (key: string) => formsOf(key).some((form) => text.includes(form));

test('no private key is in a dump of the database or in the log, even when libsignal prints its sessions', async ({
  school,
}) => {
  const { simulator } = school;
  await withGateway(school, { LOG_LEVEL: 'trace' }, async (gateway) => {
    await school.link();
    await school.untilMessage(await school.write('Rahasia'), 'delivered');
    // The phone asks for it again with new keys, for which libsignal closes the session there is, and prints it.
    simulator.faults.add({ kind: 'undecryptable', times: 1 });
    await school.untilMessage(await school.write('Sekali lagi'), 'delivered');
    await simulator.send(GUEST, SCHOOL, 'Baik');
    await school.event('wa_message_received');
    await gateway.line('Closing session');
    const keys = await secretsOf(school);
    expect(keys.length).toBeGreaterThan(800);
    const dump = () => dumpOf(school.env['DATABASE_URL'] ?? '');
    const dumped = await dump();
    expect(dumped).toContain('Sekali lagi');
    expect(keys.filter(isIn(dumped))).toEqual([]);
    const output = gateway.output();
    expect(keys.filter(isIn(output))).toEqual([]);
    expect(output).not.toMatch(/<Buffer|privKey|rootKey|SessionEntry/);
    // The same search finds every key once they are kept as they are.
    const values = await valuesOf(school);
    for (const { row, plain } of values) {
      const place = and(eq(waAuth.sessionId, row.sessionId), eq(waAuth.type, row.type), eq(waAuth.keyId, row.keyId));
      if (row.type !== 'pre-key') await school.ctx.db.update(waAuth).set({ sealed: plain }).where(place);
    }
    const inClear = values.flatMap(({ row, plain }) =>
      row.type === 'pre-key' ? [] : secretsIn(JSON.parse(plain.toString())),
    );
    const found = await dump();
    expect(inClear.length).toBeGreaterThan(5);
    expect(inClear.filter((key) => !isIn(found)(key))).toEqual([]);
  });
});
