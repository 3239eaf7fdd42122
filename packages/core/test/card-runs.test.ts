import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import {
  getCardRun,
  issueCard,
  listCardRunItems,
  listCardRuns,
  rehearseCardRun,
  resumeCardRuns,
  startCardRun,
  steerCardRun,
  workCardRun,
} from '../src/cards/index.ts';
import { chunkSize, decideItem, runStatusAfter } from '../src/cards/rules.ts';
import type { Ctx } from '../src/index.ts';
import { listMembers, resubscribeMember } from '../src/members/index.ts';
import { claimMessage, recordProgress } from '../src/messages/index.ts';
import { updateSettings } from '../src/settings/index.ts';
import { MORNING, openWorld, type World } from './world.ts';

let world: World;
let admin: Ctx;
let worker: Ctx;
beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
  worker = world.as({ type: 'system', job: 'worker' });
  await updateSettings(admin, { cardsPerMinute: 60_000 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.ctx.db.delete(schema.messages);
  await world.ctx.db.delete(schema.cardRuns);
  await world.ctx.db.delete(schema.members);
});

const images = { image: () => Promise.resolve({ bytes: Buffer.alloc(0), etag: '""' }) };
const never = new AbortController().signal;

/** Twelve members: ten active (one without e-mail, one without phone), one pending, one inactive. */
async function enterTwelve(): Promise<number[]> {
  const member = (_: unknown, i: number) => ({
    number: `A-${String(i).padStart(2, '0')}`,
    name: `Member ${String(i).padStart(2, '0')}`,
    email: i === 3 ? null : `member${i}@example.org`,
    phone: i === 4 ? null : `+62812345600${String(i).padStart(2, '0')}`,
    status: i === 10 ? ('pending' as const) : i === 11 ? ('inactive' as const) : ('active' as const),
    memberSince: '2026-01-01',
    createdAt: new Date(),
    updatedAt: new Date(),
  });
  await world.ctx.db.insert(schema.members).values(Array.from({ length: 12 }, member));
  const rows = await world.ctx.db.query.members.findMany({ orderBy: schema.members.id, columns: { id: true } });
  return rows.map(({ id }) => id);
}

const messages = () => world.ctx.db.query.messages.findMany({ orderBy: schema.messages.id });
const cards = () => world.ctx.db.query.passes.findMany({ orderBy: schema.passes.id });

/** Works on a run while its messages are sent as they come. */
async function workAndSend(runId: number): Promise<void> {
  const done = workCardRun(worker, images, runId, never);
  let ended = false;
  void done.finally(() => (ended = true));
  while (!ended) {
    for (const { id, status } of await messages()) {
      if (status === 'queued' && (await claimMessage(worker, id))) await recordProgress(worker, { id }, 'sent');
    }
  }
  await done;
}

test('a rehearsal says what would happen and does nothing of it', async () => {
  const ids = await enterTwelve();
  await issueCard(admin, ids[0] ?? 0, { year: 2026, channels: 'none' });
  const all = { year: 2026, selection: { filter: {} } };
  expect(await rehearseCardRun(admin, all)).toEqual({
    year: 2026,
    total: 12,
    toMake: 9,
    haveCard: 1,
    notActive: 2,
    withoutEmail: 1,
    withoutPhone: 1,
    bounced: 0,
    unsubscribed: 0,
    unreachable: 1,
    examples: [{ id: ids[3], number: 'A-03', name: 'Member 03', reason: 'no_email' }],
  });
  expect(await rehearseCardRun(admin, { ...all, channels: 'whatsapp' })).toMatchObject({
    examples: [{ number: 'A-04', reason: 'no_phone' }],
  });
  expect(await rehearseCardRun(admin, { ...all, channels: 'every' })).toMatchObject({ unreachable: 0 });
  expect(await rehearseCardRun(admin, { year: 2026, selection: { memberIds: ids.slice(2, 5) } })).toMatchObject({
    total: 3,
    toMake: 3,
  });
  expect(await cards()).toHaveLength(1);
  expect(await messages()).toHaveLength(0);
});

test('who has unsubscribed is named before the run, gets the card made and no mail, and again what is for them alone', async () => {
  const ids = await enterTwelve();
  const id = ids[0] ?? 0;
  await world.ctx.db.update(schema.members).set({ bulkMailStoppedAt: MORNING }).where(eq(schema.members.id, id));
  const wish = { year: 2026, selection: { memberIds: ids.slice(0, 3) } };
  expect(await rehearseCardRun(admin, wish)).toMatchObject({
    ...{ toMake: 3, unsubscribed: 1, unreachable: 1 },
    examples: [{ id, name: 'Member 00', reason: 'mail_stopped' }],
  });
  expect(await rehearseCardRun(admin, { ...wish, channels: 'every' })).toMatchObject({ unreachable: 0 });
  const { runId } = await startCardRun(admin, wish);
  await workAndSend(runId);
  expect((await listCardRunItems(admin, runId, {})).items[0]).toMatchObject({
    status: 'failed',
    reason: 'mail_stopped',
  });
  expect([(await cards()).length, (await messages()).length]).toEqual([3, 2]);
  expect(await issueCard(admin, id, { channels: 'email' })).toMatchObject({ made: false, messages: 1 });

  expect((await listMembers(admin, { lacks: 'subscription' })).items).toMatchObject([
    { id, bulkMailStoppedAt: MORNING },
  ]);
  await expect(resubscribeMember(world.as(await world.user('receptionist')), id)).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  await resubscribeMember(admin, id);
  await expect(resubscribeMember(admin, id)).rejects.toMatchObject({ reason: 'not_now' });
  expect(await rehearseCardRun(admin, { ...wish, resend: true })).toMatchObject({ unsubscribed: 0, unreachable: 0 });
  expect((await world.audit()).at(-1)).toMatchObject({ action: 'member.resubscribed', subjectId: id });
});

describe('a run', () => {
  test('makes a card for every active member and says what became of each', async () => {
    await enterTwelve();
    const { runId, total } = await startCardRun(admin, { year: 2026, selection: { filter: {} } });
    expect(total).toBe(12);
    await workAndSend(runId);
    expect(await getCardRun(admin, runId)).toMatchObject({
      status: 'done',
      ...{ processed: 10, successful: 9, failed: 1, skipped: 2, sending: 0, progress: 1 },
      requestedBy: 'A admin',
    });
    const { items } = await listCardRunItems(admin, runId, {});
    expect(items.map(({ status, reason }) => reason ?? status)).toEqual([
      ...['done', 'done', 'done', 'no_email', 'done', 'done', 'done', 'done', 'done', 'done'],
      ...['member_not_active', 'member_not_active'],
    ]);
    expect(await cards()).toHaveLength(10);
    expect((await messages()).every((message) => message.bulk && message.kind === 'card')).toBe(true);
    const audit = await world.audit();
    expect(audit.filter(({ data }) => data['runId'] === runId).map(({ action }) => action)).toEqual(
      Array.from({ length: 10 }, () => 'card.issued'),
    );
    expect(audit.map(({ action }) => action)).toEqual(expect.arrayContaining(['card-run.started', 'card-run.ended']));
  });

  test('done twice sends nothing twice; asked to resend it sends the same cards again', async () => {
    await enterTwelve();
    const first = await startCardRun(admin, { year: 2026 });
    await workAndSend(first.runId);
    const second = await startCardRun(admin, { year: 2026 });
    await workAndSend(second.runId);
    expect(await getCardRun(admin, second.runId)).toMatchObject({ status: 'done', processed: 0, skipped: 10 });
    expect(await messages()).toHaveLength(9);
    const third = await startCardRun(admin, { year: 2026, resend: true });
    await workAndSend(third.runId);
    expect(await messages()).toHaveLength(18);
    expect(await cards()).toHaveLength(10);
    expect((await listCardRuns(admin, { page: 1, pageSize: 2 })).items.map(({ id }) => id)).toEqual([
      third.runId,
      second.runId,
    ]);
  });

  test('worked on by three workers at once, beside a second run, still makes one card and one mail each', async () => {
    await enterTwelve();
    const runs = [await startCardRun(admin, { year: 2026 }), await startCardRun(admin, { year: 2026 })];
    const wide = { ...world.wide(10), actor: worker.actor };
    const work = [...runs, ...runs, ...runs].map(({ runId }) =>
      workCardRun(wide, images, runId, AbortSignal.timeout(2000)),
    );
    await Promise.all(work);
    expect(await cards()).toHaveLength(10);
    expect(await messages()).toHaveLength(9);
  });

  test('that is paused makes no more cards until it is resumed', async () => {
    await enterTwelve();
    const { runId } = await startCardRun(admin, { year: 2026, channels: 'none' });
    await steerCardRun(admin, runId, 'pause');
    await workCardRun(worker, images, runId, never);
    expect(await cards()).toHaveLength(0);
    await expect(steerCardRun(admin, runId, 'pause')).rejects.toMatchObject({ reason: 'not_now' });
    await steerCardRun(admin, runId, 'resume');
    await workCardRun(worker, images, runId, never);
    expect(await getCardRun(admin, runId)).toMatchObject({ status: 'done', successful: 10 });
    expect(await messages()).toHaveLength(0);
  });

  test('that is cancelled calls back what has not been sent', async () => {
    await enterTwelve();
    const { runId } = await startCardRun(admin, { year: 2026 });
    await workCardRun(worker, images, runId, AbortSignal.timeout(1000));
    const [first] = await messages();
    await claimMessage(worker, first?.id ?? 0);
    await recordProgress(worker, { id: first?.id ?? 0 }, 'sent');
    await steerCardRun(admin, runId, 'cancel');
    await workCardRun(worker, images, runId, never);
    expect(await getCardRun(admin, runId)).toMatchObject({
      status: 'cancelled',
      successful: 1,
      failed: 1,
      cancelled: 8,
    });
    expect((await messages()).filter(({ status }) => status === 'queued')).toEqual([]);
    await expect(steerCardRun(admin, runId, 'resume')).rejects.toMatchObject({ reason: 'not_now' });
  });

  test('that Redis forgot is handed to its queue again', async () => {
    await enterTwelve();
    const queue = 'cards';
    await world.jobs.discard(queue);
    await startCardRun(admin, { year: 2026, channels: 'none' });
    expect(await world.jobs.depth(queue)).toBe(1);
    await world.jobs.discard(queue);
    await resumeCardRuns(worker);
    await resumeCardRuns(worker);
    expect(await world.jobs.depth(queue)).toBe(1);
  });

  test('for nobody is refused', async () => {
    await expect(startCardRun(admin, { year: 2026 })).rejects.toMatchObject({ reason: 'nobody_selected' });
    expect(await listCardRuns(admin, { page: 1, pageSize: 5 })).toMatchObject({ total: 0 });
    await expect(getCardRun(admin, 1)).rejects.toMatchObject({ reason: 'card_run_unknown' });
  });
});

describe('what a run decides', () => {
  const member = fc.record({
    status: fc.constantFrom('pending' as const, 'active' as const, 'inactive' as const),
    email: fc.option(fc.constant('a@example.org')),
    bulkMailStoppedAt: fc.option(fc.date({ noInvalidDate: true })),
    phone: fc.option(fc.constant('+6281234567890')),
    whatsappStoppedAt: fc.option(fc.date({ noInvalidDate: true })),
  });
  const run = fc.record({
    channels: fc.constantFrom('email' as const, 'whatsapp' as const, 'every' as const, 'none' as const),
    resend: fc.boolean(),
  });

  test('never sends to who is not active, has a card or cannot be reached', () => {
    fc.assert(
      fc.property(member, fc.boolean(), run, (person, hasCard, wish) => {
        const { status, reason } = decideItem(person, hasCard, wish);
        expect(reason === null).toBe(status === 'sending' || status === 'done');
        if (status !== 'sending') return;
        expect(person.status).toBe('active');
        expect(hasCard && !wish.resend).toBe(false);
        const byPhone = person.phone !== null && person.whatsappStoppedAt === null;
        const byMail = person.email !== null && person.bulkMailStoppedAt === null;
        const ways = { email: byMail, whatsapp: byPhone, every: byPhone || byMail };
        expect(wish.channels !== 'none' && ways[wish.channels]).toBe(true);
      }),
    );
  });

  test('an ended run never moves again', () => {
    for (const move of ['pause', 'resume', 'cancel'] as const) {
      for (const status of ['done', 'cancelled'] as const) expect(runStatusAfter(status, move)).toBeNull();
    }
  });

  test('takes five seconds’ worth at a time, at least one and at most two hundred', () => {
    expect([1, 12, 300, 60_000].map(chunkSize)).toEqual([1, 1, 25, 200]);
  });
});
