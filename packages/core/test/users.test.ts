import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { makeAppointment } from '@sowan/db/test';
import { changePassword, logIn } from '../src/auth/index.ts';
import { SCOPES, type Actor, type Ctx } from '../src/index.ts';
import { recordProgress } from '../src/messages/index.ts';
import {
  createUser,
  deleteUser,
  getUser,
  listHosts,
  listUsers,
  sendTemporaryPassword,
  updateUser,
} from '../src/users/index.ts';
import { after, days, MORNING, openWorld, type User, type World } from './world.ts';

let world: World;
let admin: User;
let ctx: Ctx;
beforeEach(async () => {
  world = await openWorld();
  admin = await world.user('admin', { name: 'Admin' });
  ctx = world.as(admin);
});
afterEach(() => world.close());

const person = { name: 'Pak Budi', email: 'budi@example.org', role: 'host' as const };
const mails = () => world.ctx.db.query.messages.findMany({ orderBy: schema.messages.id });
const lastSecret = async () => (await mails()).at(-1)?.secret ?? '';
const openSession = (userId: number, id: string) =>
  world.ctx.db.insert(schema.sessions).values({ id, userId, expiresAt: after(MORNING, days(9)) });
const sessions = () => world.ctx.db.query.sessions.findMany();

describe('a new account', () => {
  test('gets a temporary password by mail, which must be changed and is kept nowhere once it is sent', async () => {
    const { id } = await createUser(ctx, { ...person, locale: 'en', phone: '0812 3456 7890' });
    expect(await getUser(ctx, id)).toMatchObject({ phone: '+6281234567890', mustChangePassword: true, active: true });
    const [mail] = await mails();
    expect(mail).toMatchObject({ channel: 'email', recipient: 'budi@example.org', userId: id, status: 'queued' });
    expect(mail?.secret).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    expect(mail?.body).toContain('{secret}');
    expect(mail?.body).toMatch(/Monday,? 30 November 2026/);
    const password = mail?.secret ?? '';
    expect(JSON.stringify([mail?.body, mail?.subject, await world.audit()])).not.toContain(password);

    expect(await logIn(world.ctx, { email: person.email, password })).toEqual({ userId: id });
    await recordProgress(world.ctx, { id: mail?.id ?? 0 }, 'sent');
    expect((await mails())[0]?.secret).toBeNull();
  });

  test('cannot be entered with the temporary password after a week', async () => {
    await createUser(ctx, person);
    const password = await lastSecret();
    const attempt = (given: string) => logIn(world.ctx, { email: person.email, password: given });
    world.setClock(after(MORNING, days(7) - 1));
    await attempt(password);
    world.setClock(after(MORNING, days(7)));
    await expect(attempt(password)).rejects.toThrow('temporary_password_over');
    await expect(attempt('guess guess guess')).rejects.toThrow('login_failed');
  });

  test('is one per address, however it is written and however many make it at once', async () => {
    const results = await Promise.allSettled(
      ['budi@example.org', 'Budi@example.org ', 'BUDI@EXAMPLE.ORG'].map((email) =>
        createUser(ctx, { ...person, email }),
      ),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toHaveLength(2);
    for (const reason of refused) expect(reason).toMatchObject({ reason: 'email_taken', detail: { field: 'email' } });
    expect(await mails()).toHaveLength(1);
    const created = (await world.audit()).filter(({ action }) => action === 'user.created');
    expect(created).toMatchObject([{ data: { role: 'host' } }]);
  });

  test('needs a number that is one, if any', async () => {
    await expect(createUser(ctx, { ...person, phone: '12' })).rejects.toMatchObject({ detail: { field: 'phone' } });
    await createUser(ctx, { ...person, phone: '' });
  });
});

describe('a new temporary password', () => {
  test('ends every session and the old password', async () => {
    const { id } = await createUser(ctx, person);
    const first = await lastSecret();
    const owner: Actor = { type: 'user', id, role: 'host', name: 'x', locale: 'id' };
    await changePassword(world.as(owner), null, { current: first, password: 'a password of my own' });
    await openSession(id, 'phone');
    await openSession(admin.id, 'office');
    await sendTemporaryPassword(ctx, id);
    expect((await sessions()).map((session) => session.id)).toEqual(['office']);
    for (const password of [first, 'a password of my own'])
      await expect(logIn(world.ctx, { email: person.email, password })).rejects.toThrow('login_failed');
    await logIn(world.ctx, { email: person.email, password: await lastSecret() });
    expect((await getUser(ctx, id)).mustChangePassword).toBe(true);
  });

  test('is not for oneself, an inactive account, or nobody', async () => {
    const gone = await world.user('host', { active: false });
    await expect(sendTemporaryPassword(ctx, admin.id)).rejects.toThrow('not_yourself');
    await expect(sendTemporaryPassword(ctx, gone.id)).rejects.toThrow('user_inactive');
    await expect(sendTemporaryPassword(ctx, 999)).rejects.toThrow('user_unknown');
  });
});

describe('deactivating', () => {
  test('keeps what the account did, ends its sessions, and says which visits still wait for it', async () => {
    const host = await world.user('host', { name: 'Bu Rina' });
    for (const status of ['scheduled', 'waiting', 'completed', 'cancelled'] as const)
      await makeAppointment(world.ctx.db, { hostId: host.id, status });
    await openSession(host.id, 'phone');
    expect(await updateUser(ctx, { id: host.id, active: false })).toEqual({ openAppointments: 2 });
    expect(await sessions()).toEqual([]);
    const visits = await world.ctx.db.query.appointments.findMany();
    expect(visits.map(({ hostId }) => hostId)).toEqual([host.id, host.id, host.id, host.id]);
    expect(await listHosts(ctx)).toEqual([{ id: admin.id, name: 'Admin' }]);
    await updateUser(ctx, { id: host.id, active: true });
    expect((await world.audit()).map(({ action }) => action)).toEqual(['user.deactivated', 'user.activated']);
  });

  test('is never done to oneself, nor to the last admin', async () => {
    await expect(updateUser(ctx, { id: admin.id, active: false })).rejects.toThrow('not_yourself');
    await expect(updateUser(ctx, { id: admin.id, role: 'host' })).rejects.toThrow('not_yourself');
    const system = world.as({ type: 'system', job: 'test' });
    for (const change of [{ active: false }, { role: 'host' as const }])
      await expect(updateUser(system, { id: admin.id, ...change })).rejects.toThrow('last_admin');
    await expect(deleteUser(system, admin.id)).rejects.toThrow('last_admin');
    await updateUser(ctx, { id: admin.id, name: 'Ratna', role: 'admin' });
  });

  test('two admins who turn each other out at the same instant leave one', async () => {
    const other = await world.user('admin', { name: 'Other' });
    const wide = { db: world.wide(4).db };
    await Promise.allSettled([
      updateUser({ ...world.as(admin), ...wide }, { id: other.id, active: false }),
      updateUser({ ...world.as(other), ...wide }, { id: admin.id, role: 'host' }),
    ]);
    const left = (await listUsers(ctx, { role: 'admin', active: 'yes' })).items;
    expect(left).toHaveLength(1);
  });
});

test('an account that did nothing can be deleted; one with a past can only be deactivated', async () => {
  const { id } = await createUser(ctx, person);
  await deleteUser(ctx, id);
  await expect(getUser(ctx, id)).rejects.toThrow('user_unknown');
  const host = await world.user('host');
  await makeAppointment(world.ctx.db, { hostId: host.id });
  await expect(deleteUser(ctx, host.id)).rejects.toThrow('user_has_history');
  const { id: known } = await createUser(ctx, person);
  await logIn(world.ctx, { email: person.email, password: await lastSecret() });
  await expect(deleteUser(ctx, known)).rejects.toThrow('user_has_history');
  await expect(deleteUser(ctx, admin.id)).rejects.toThrow('not_yourself');
});

test('changing the address ends the links that wait in the old mailbox, and takes no address of another', async () => {
  const host = await world.user('host');
  const link = { tokenHash: 'x', userId: host.id, expiresAt: after(MORNING, days(1)), createdAt: MORNING };
  await world.ctx.db.insert(schema.passwordLinks).values(link);
  await updateUser(ctx, { id: host.id, email: 'New@Example.org' });
  expect(await world.ctx.db.query.passwordLinks.findMany()).toEqual([]);
  await createUser(ctx, person);
  await expect(updateUser(ctx, { id: host.id, email: person.email })).rejects.toThrow('email_taken');
  expect((await getUser(ctx, host.id)).email).toBe('new@example.org');
});

test('a token can manage the staff, but neither make nor touch an admin', async () => {
  const token = world.as({ type: 'apiToken', id: 1, scopes: SCOPES, user: admin });
  const other = await world.user('admin');
  const host = await world.user('host');
  const refused = 'token_not_for_admins';
  await createUser(token, person);
  await updateUser(token, { id: host.id, active: false });
  await expect(createUser(token, { ...person, email: 'a@example.org', role: 'admin' })).rejects.toThrow(refused);
  await expect(updateUser(token, { id: host.id, role: 'admin' })).rejects.toThrow(refused);
  await expect(updateUser(token, { id: other.id, email: 'mine@example.org' })).rejects.toThrow(refused);
  await expect(sendTemporaryPassword(token, other.id)).rejects.toThrow(refused);
  await expect(deleteUser(token, other.id)).rejects.toThrow(refused);
});

test('the list is searched, filtered and paged', async () => {
  for (const name of ['Wati', 'Agus', '100% Budi']) await world.user('host', { name });
  await world.user('receptionist', { name: 'Desk' });
  await world.user('host', { name: 'Gone', active: false });
  const names = async (filter: Parameters<typeof listUsers>[1]) =>
    (await listUsers(ctx, filter)).items.map(({ name }) => name);
  expect(await names({})).toEqual(['100% Budi', 'Admin', 'Agus', 'Desk', 'Gone', 'Wati']);
  expect(await listUsers(ctx, { page: 2, pageSize: 4 })).toMatchObject({ total: 6, page: 2, pageSize: 4 });
  expect(await names({ page: 2, pageSize: 4 })).toEqual(['Gone', 'Wati']);
  expect(await names({ search: 'WAT' })).toEqual(['Wati']);
  expect(await names({ search: '%' })).toEqual(['100% Budi']);
  expect(await names({ search: '@example.org', role: 'receptionist' })).toEqual(['Desk']);
  expect(await names({ active: 'no' })).toEqual(['Gone']);
  expect(JSON.stringify(await listUsers(ctx, {}))).not.toContain('argon2');
  const row = await world.ctx.db.query.users.findFirst({ where: eq(schema.users.name, 'Wati') });
  expect(await getUser(ctx, row?.id ?? 0)).toMatchObject({ name: 'Wati', role: 'host' });
});
