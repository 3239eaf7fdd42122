import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { endOtherSessions, endOwnSession, listOwnSessions, updateOwnAccount } from '../src/account/index.ts';
import { changePassword, hashPassword, logIn, recoverPassword, requestPasswordLink } from '../src/auth/index.ts';
import type { Ctx } from '../src/index.ts';
import { after, days, minutes, MORNING, openWorld, type User, type World } from './world.ts';

const OLD = 'correct horse battery';
const NEW = 'wrong donkey charger';

let world: World;
let host: User;
let ctx: Ctx;
let email: string;
beforeEach(async () => {
  world = await openWorld();
  host = await world.user('host', { name: 'Bu Rina' });
  ctx = world.as(host);
  const change = { passwordHash: await hashPassword(OLD) };
  await world.ctx.db.update(schema.users).set(change).where(eq(schema.users.id, host.id));
  email = (await world.ctx.db.query.users.findFirst())?.email ?? '';
});
afterEach(() => world.close());

const openSession = (id: string, userId = host.id, lastSeenAt = MORNING) =>
  world.ctx.db.insert(schema.sessions).values({ id, userId, lastSeenAt, expiresAt: after(MORNING, days(9)) });
const open = async () => (await world.ctx.db.query.sessions.findMany()).map(({ id }) => id).sort();
const mails = () => world.ctx.db.query.messages.findMany({ orderBy: schema.messages.id });
const attempt = (password: string) => logIn(world.ctx, { email, password });

describe('changing the password', () => {
  test('needs the old one, ends the other sessions, and is told by mail', async () => {
    for (const id of ['here', 'there']) await openSession(id);
    await expect(changePassword(ctx, 'here', { current: NEW, password: NEW })).rejects.toMatchObject({
      reason: 'password_wrong',
      detail: { field: 'current' },
    });
    await expect(changePassword(ctx, 'here', { current: OLD, password: OLD })).rejects.toThrow('password_same');
    await expect(changePassword(ctx, 'here', { current: OLD, password: 'short' })).rejects.toThrow('password_short');
    expect(await open()).toEqual(['here', 'there']);
    await changePassword(ctx, 'here', { current: OLD, password: NEW });
    expect(await open()).toEqual(['here']);
    await attempt(NEW);
    await expect(attempt(OLD)).rejects.toThrow('login_failed');
    expect(await mails()).toMatchObject([{ kind: 'password_changed', recipient: email, secret: null }]);
    expect(JSON.stringify(await world.audit())).not.toMatch(/horse|donkey/);
  });

  test('ends a temporary one: nothing asks for another change, and no week runs out', async () => {
    const temporary = { mustChangePassword: true, passwordUntil: after(MORNING, days(7)) };
    await world.ctx.db.update(schema.users).set(temporary).where(eq(schema.users.id, host.id));
    await changePassword(world.as({ ...host, mustChangePassword: true }), null, { current: OLD, password: NEW });
    world.setClock(after(MORNING, days(8)));
    await attempt(NEW);
    expect(await world.ctx.db.query.users.findFirst()).toMatchObject({ mustChangePassword: false });
  });
});

describe('a forgotten password', () => {
  const request = async () => {
    await requestPasswordLink(world.ctx, { email: ` ${email.toUpperCase()}` });
    return (await mails()).at(-1)?.secret?.split('/').at(-1) ?? '';
  };

  test('is replaced by a mailed link, once', async () => {
    await openSession('thief');
    const token = await request();
    const [mail] = await mails();
    expect(mail).toMatchObject({ kind: 'password_link', recipient: email });
    expect(mail?.secret).toBe(`https://tamu.example.sch.id/password/${token}`);
    const stored = JSON.stringify([await world.ctx.db.query.passwordLinks.findMany(), mail?.body, await world.audit()]);
    expect(stored).not.toContain(token);
    await recoverPassword(world.ctx, { token, password: NEW });
    await attempt(NEW);
    expect(await open()).toEqual([]);
    await expect(recoverPassword(world.ctx, { token, password: 'yet another one' })).rejects.toThrow(
      'password_link_over',
    );
  });

  test('the link used twice at the same instant works once', async () => {
    const token = await request();
    const crowd = { ...world.ctx, db: world.wide(6).db };
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) => recoverPassword(crowd, { token, password: `${NEW} ${String(i)}` })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('the link ends after an hour, with a newer one, and with the account', async () => {
    const first = await request();
    const second = await request();
    const use = (token: string) => recoverPassword(world.ctx, { token, password: NEW });
    await expect(use(first)).rejects.toThrow('password_link_over');
    world.setClock(after(MORNING, minutes(60)));
    await expect(use(second)).rejects.toThrow('password_link_over');
    world.setClock(MORNING);
    await world.ctx.db.update(schema.users).set({ active: false }).where(eq(schema.users.id, host.id));
    await expect(use(second)).rejects.toThrow('password_link_over');
    await expect(use('nonsense')).rejects.toThrow('password_link_over');
  });

  test('an address without an account is answered alike, and gets no mail', async () => {
    expect(await requestPasswordLink(world.ctx, { email: 'nobody@example.org' })).toBeUndefined();
    await world.ctx.db.update(schema.users).set({ active: false }).where(eq(schema.users.id, host.id));
    expect(await requestPasswordLink(world.ctx, { email })).toBeUndefined();
    expect(await mails()).toEqual([]);
    expect((await world.audit()).map(({ action }) => action)).toEqual([
      'password.link-refused',
      'password.link-refused',
    ]);
  });
});

describe('the own account', () => {
  test('shows its sessions and ends them, and those of nobody else', async () => {
    const other = await world.user('host');
    await openSession('here');
    await openSession('phone', host.id, after(MORNING, minutes(5)));
    await openSession('old', host.id, after(MORNING, -minutes(5)));
    await openSession('theirs', other.id);
    expect((await listOwnSessions(ctx, 'here')).map(({ id, current }) => [id, current])).toEqual([
      ['phone', false],
      ['here', true],
      ['old', false],
    ]);
    await endOwnSession(ctx, 'theirs');
    await endOwnSession(ctx, 'old');
    expect(await open()).toEqual(['here', 'phone', 'theirs']);
    expect(await endOtherSessions(ctx, 'here')).toBe(1);
    expect(await open()).toEqual(['here', 'theirs']);
    expect((await world.audit()).map(({ action }) => action)).toEqual(['session.ended', 'session.ended']);
  });

  test('is its own to rename and to call, in its own language', async () => {
    await updateOwnAccount(ctx, { name: ' Rina ', phone: '081234567890', locale: 'fr' });
    expect(await world.ctx.db.query.users.findFirst()).toMatchObject({
      name: 'Rina',
      phone: '+6281234567890',
      locale: 'fr',
      email,
      role: 'host',
    });
    await expect(updateOwnAccount(ctx, { name: 'Rina', phone: '1', locale: 'fr' })).rejects.toThrow('phone_invalid');
  });
});
