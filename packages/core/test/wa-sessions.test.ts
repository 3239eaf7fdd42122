import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { whatsappQueue } from '@sowan/jobs';
import type { Ctx } from '../src/index.ts';
import { getMessage } from '../src/messages/index.ts';
import {
  commandWaSession,
  createWaSession,
  deleteWaSession,
  listWaSessions,
  makeDefaultWaSession,
  recordInbound,
  renameWaSession,
  reportWaStatus,
  takeLease,
} from '../src/whatsapp/index.ts';
import { book } from './booking-form.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let admin: Ctx;
let hostCtx: Ctx;
let utama: number;
let serial = 0;

beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
  hostCtx = world.as(await world.user('host'));
  utama = await world.linkWhatsapp();
});
afterAll(() => world.close());

const create = async () => (await createWaSession(admin, { name: `Kantor ${String(++serial)}` })).id;
const set = (id: number, row: Partial<typeof schema.waSessions.$inferInsert>) =>
  world.ctx.db.update(schema.waSessions).set(row).where(eq(schema.waSessions.id, id));
const defaults = async () => (await listWaSessions(admin)).filter((s) => s.isDefault).map((s) => s.id);

describe('sessions', () => {
  test('are made stopped and unlinked, with a name of their own', async () => {
    const { id } = await createWaSession(admin, { name: '  Panitia  ' });
    const made = (await listWaSessions(admin)).find((session) => session.id === id);
    expect(made).toMatchObject({ name: 'Panitia', status: 'stopped', isDefault: false, linkedPhone: null });
    expect(made?.actions).toEqual(['start', 'pair', 'make_default', 'delete']);
    await expect(createWaSession(admin, { name: 'panitia' })).rejects.toThrow('session_name_taken');
    await expect(createWaSession(admin, { name: ' ' })).rejects.toThrow('required');
    expect((await world.audit()).at(-1)).toMatchObject({ action: 'whatsapp.session-created', subjectId: id });
  });

  test('may be renamed, but not to a name in use', async () => {
    const [a, b] = [await create(), await create()];
    await renameWaSession(admin, a, { name: 'Perpustakaan' });
    await expect(renameWaSession(admin, b, { name: 'perpustakaan' })).rejects.toThrow('session_name_taken');
    await expect(renameWaSession(admin, 999_999, { name: 'x' })).rejects.toThrow('session_unknown');
    expect((await listWaSessions(admin)).find(({ id }) => id === a)?.name).toBe('Perpustakaan');
  });

  test('belong to the admin', async () => {
    await expect(createWaSession(hostCtx, { name: 'x' })).rejects.toThrow('role_not_allowed');
    await expect(deleteWaSession(hostCtx, utama)).rejects.toThrow('role_not_allowed');
    await expect(makeDefaultWaSession(hostCtx, utama)).rejects.toThrow('role_not_allowed');
    await expect(renameWaSession(hostCtx, utama, { name: 'x' })).rejects.toThrow('role_not_allowed');
  });

  test('a new code is refused while a phone is linked: log out first', async () => {
    const id = await create();
    await set(id, { desiredState: 'running', status: 'connected', linkedPhone: '+628111' });
    await expect(commandWaSession(admin, id, { action: 'restart' })).rejects.toThrow('linked_log_out_first');
    await commandWaSession(admin, id, { action: 'log_out' });
    await deleteWhenLoggedOut(id);
  });

  test('end as stopped when they are logged out, unless the admin has started them meanwhile', async () => {
    for (const startedMeanwhile of [false, true]) {
      const id = await create();
      await set(id, { desiredState: 'running', status: 'connected', linkedPhone: '+628111' });
      const lease = await takeLease(admin, id, 'gateway');
      if (!lease) throw new Error('the lease is taken');
      await commandWaSession(admin, id, { action: 'log_out' });
      if (startedMeanwhile) await commandWaSession(admin, id, { action: 'start' });
      const loggedOut = { status: 'stopped', failureReason: 'logged_out', linked: null } as const;
      await reportWaStatus(admin, lease, { ...loggedOut, desiredState: 'stopped' });
      const row = await world.ctx.db.query.waSessions.findFirst({ where: eq(schema.waSessions.id, id) });
      expect(row).toMatchObject({
        linkedPhone: null,
        status: 'stopped',
        desiredState: startedMeanwhile ? 'running' : 'stopped',
      });
    }
  });

  async function deleteWhenLoggedOut(id: number) {
    await expect(deleteWaSession(admin, id)).rejects.toThrow('linked_log_out_first');
    await set(id, { linkedPhone: null, status: 'stopped', desiredState: 'stopped' });
    await deleteWaSession(admin, id);
  }
});

describe('the default session', () => {
  test('is one, however many admins choose at once, and the last choice recorded stays', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, create));
    const wide = { ...world.wide(8), actor: admin.actor };
    await Promise.all([...ids, ...ids].map((id) => makeDefaultWaSession(wide, id)));
    const chosen = (await world.audit()).filter(({ action }) => action === 'whatsapp.default-chosen');
    expect(await defaults()).toEqual([chosen.at(-1)?.subjectId]);
  });

  test('can be two by no means', async () => {
    const id = await create();
    await expect(set(id, { isDefault: true })).rejects.toThrow();
  });

  test('takes over what waits for the one before', async () => {
    await makeDefaultWaSession(admin, utama);
    await book(hostCtx);
    const next = await create();
    await set(next, { status: 'connected', desiredState: 'running' });
    await makeDefaultWaSession(admin, next);
    expect(await world.jobs.depth(whatsappQueue(next))).toBeGreaterThan(0);
    await makeDefaultWaSession(admin, utama);
  });
});

describe('deleting a session', () => {
  test('sends by the default one what waited for it, and forgets its queue and its inbox', async () => {
    const id = await create();
    await set(id, { status: 'connected', desiredState: 'running' });
    const { id: appointmentId } = await book(hostCtx);
    await world.ctx.db
      .update(schema.messages)
      .set({ waSessionId: id })
      .where(eq(schema.messages.appointmentId, appointmentId));
    const message = await world.ctx.db.query.messages.findFirst({
      where: eq(schema.messages.appointmentId, appointmentId),
    });
    const job = { messageId: Number(message?.id), attempt: 0 };
    await world.jobs.enqueue('sendWhatsapp', { ...job, sessionId: id });
    const inbound = { waMessageId: 'IN', fromJid: 'x', phone: null, pushName: null, text: 'Halo' };
    await recordInbound(world.as({ type: 'system', job: 'test' }), {
      sessionId: id,
      ...inbound,
      contentType: 'text',
      mediaType: null,
    });
    const waiting = async (which: number) => (await listWaSessions(admin)).find((s) => s.id === which)?.waiting;
    expect(await waiting(id)).toBe(1);
    const ofDefault = Number(await waiting(utama));
    const before = await world.jobs.depth(whatsappQueue(utama));
    await deleteWaSession(admin, id);
    expect(await waiting(utama)).toBe(ofDefault + 1);
    expect(await world.jobs.depth(whatsappQueue(id))).toBe(0);
    expect(await world.jobs.depth(whatsappQueue(utama))).toBe(Math.max(before, 1));
    const moved = await world.ctx.db.query.messages.findFirst({ where: eq(schema.messages.id, job.messageId) });
    expect(moved).toMatchObject({ status: 'queued', waSessionId: null });
    expect((await getMessage(admin, job.messageId)).session).toEqual({ id: utama, name: 'utama' });
    await world.ctx.db.update(schema.messages).set({ status: 'sent' }).where(eq(schema.messages.id, job.messageId));
    expect((await getMessage(admin, job.messageId)).session).toBeNull();
    expect(await world.ctx.db.query.waInbound.findFirst({ where: eq(schema.waInbound.sessionId, id) })).toBeUndefined();
    await expect(deleteWaSession(admin, id)).rejects.toThrow('session_unknown');
  });

  test('is refused for the default one: there is always one to send', async () => {
    const [only] = await defaults();
    await set(Number(only), { linkedPhone: null });
    await expect(deleteWaSession(admin, Number(only))).rejects.toThrow('default_stays');
  });
});
