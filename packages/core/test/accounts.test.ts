import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { hashPassword, isSetUp, logIn, setUp } from '../src/auth/index.ts';
import { DomainError } from '../src/index.ts';
import { readSettings } from '../src/settings/index.ts';
import { MORNING, openWorld, type World } from './world.ts';

const TOKEN = 'printed-at-start';
const PASSWORD = 'correct horse battery';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const form = (email: string, given: object = {}) => ({
  token: TOKEN,
  organisationName: `School of ${email}`,
  name: 'Kepala Sekolah',
  email,
  password: PASSWORD,
  ...given,
});
const admins = () => world.ctx.db.query.users.findMany({ where: eq(schema.users.role, 'admin') });

describe('the first run', () => {
  test('makes one admin though ten try at the same instant, and the others are told', async () => {
    const crowd = { ...world.ctx, db: world.wide(10).db };
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => setUp(crowd, TOKEN, form(`admin${String(i)}@example.org`))),
    );
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'already_set_up' });
    }
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [admin, ...more] = await admins();
    expect(more).toEqual([]);
    expect((await readSettings(world.ctx.db)).organisationName).toBe(`School of ${String(admin?.email)}`);
    expect((await world.audit()).map(({ action }) => action)).toEqual(['setup.completed']);
  });

  test('needs the token, forgives spaces around it, and is over once it was done', async () => {
    expect(await isSetUp(world.ctx)).toBe(false);
    for (const token of ['wrong', TOKEN.toUpperCase(), `${TOKEN}x`]) {
      await expect(setUp(world.ctx, TOKEN, form('a@example.org', { token }))).rejects.toMatchObject({
        code: 'FORBIDDEN',
        reason: 'setup_token_wrong',
      });
    }
    expect(await admins()).toEqual([]);
    await setUp(world.ctx, TOKEN, form('a@example.org', { token: ` ${TOKEN}\n` }));
    expect(await isSetUp(world.ctx)).toBe(true);
    for (const token of [TOKEN, 'wrong']) {
      await expect(setUp(world.ctx, TOKEN, form('b@example.org', { token }))).rejects.toMatchObject({
        reason: 'already_set_up',
      });
    }
  });

  test('keeps the zone and language that were chosen, and names the field that is wrong', async () => {
    const error = await setUp(world.ctx, TOKEN, form('a@example.org', { timeZone: 'Mars/Olympus' })).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ issues: [{ path: ['timeZone'], message: 'time_zone_unknown' }] });
    await setUp(world.ctx, TOKEN, form('a@example.org', { timeZone: 'Asia/Makassar', locale: 'fr' }));
    expect(await readSettings(world.ctx.db)).toMatchObject({ timeZone: 'Asia/Makassar', locale: 'fr' });
  });

  test('takes no short password', async () => {
    await expect(setUp(world.ctx, TOKEN, form('a@example.org', { password: 'short one' }))).rejects.toThrow(
      'password_short',
    );
  });
});

describe('logging in', () => {
  const account = async (email: string, given: Partial<typeof schema.users.$inferInsert> = {}) => {
    const [row] = await world.ctx.db
      .insert(schema.users)
      .values({
        email,
        name: 'Bu Rina',
        role: 'host',
        passwordHash: await hashPassword(PASSWORD),
        createdAt: MORNING,
        updatedAt: MORNING,
        ...given,
      })
      .$returningId();
    return Number(row?.id);
  };
  const attempt = (email: string, password = PASSWORD) => logIn(world.ctx, { email, password });

  test('works with the address in any case, and is recorded', async () => {
    const id = await account('rina@example.org');
    expect(await attempt(' Rina@Example.ORG ')).toEqual({ userId: id });
    expect(await world.audit()).toMatchObject([{ action: 'auth.logged-in', subjectId: id, actorType: 'public' }]);
  });

  test('fails in the same words for an unknown address, a wrong password, a closed account and one without a password', async () => {
    await account('rina@example.org');
    await account('closed@example.org', { active: false });
    await account('new@example.org', { passwordHash: null });
    const errors = [];
    for (const [email, password] of [
      ['nobody@example.org', PASSWORD],
      ['rina@example.org', 'wrong horse battery'],
      ['closed@example.org', PASSWORD],
      ['new@example.org', PASSWORD],
      ['new@example.org', 'no account has this password'],
    ] as const) {
      const error: unknown = await attempt(email, password).catch((e: unknown) => e);
      if (!(error instanceof DomainError)) throw error;
      errors.push({ code: error.code, reason: error.reason, detail: error.detail, message: error.message });
    }
    expect(new Set(errors.map((error) => JSON.stringify(error))).size).toBe(1);
    expect(errors[0]).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'login_failed', detail: {} });
    const audit = await world.audit();
    expect(audit.map(({ action }) => action)).toEqual(Array.from({ length: 5 }, () => 'auth.refused'));
    expect(JSON.stringify(audit)).not.toMatch(/horse|no account/);
  });

  test('keeps passwords as argon2id, salted', async () => {
    const [a, b] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(a).not.toBe(b);
  });
});
