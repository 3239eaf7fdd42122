import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { getCardRun, listCardRunItems, startCardRun } from '@sowan/core/cards';
import { sweepOutbox } from '@sowan/core/messages';
import { updateSettings } from '@sowan/core/settings';
import type { Ctx } from '@sowan/core';
import { schema } from '@sowan/db';
import { createTestDatabase, makeUser, type TestDatabase } from '@sowan/db/test';
import { generateKeyringSpec } from '@sowan/qr';
import { openContext } from '../src/context.ts';
import { readEnv } from '../src/env.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

/** Mails that the server took, by Message-ID: how often, and for whom. */
interface Inbox {
  port: number;
  mails: Map<string, { times: number; to: string }>;
  refuse: Set<string>;
  close(): Promise<void>;
}

let database: TestDatabase;
let inbox: Inbox;
let folder: string;
let env: Record<string, string>;
let context: ReturnType<typeof openContext>;
let admin: Ctx;
let worker: ChildProcess | undefined;

beforeEach(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  inbox = await openInbox();
  folder = await mkdtemp(join(tmpdir(), 'sowan-cards-'));
  env = {
    DATABASE_URL: database.url,
    REDIS_URL: inject('redisUrl'),
    REDIS_NAMESPACE: `test-${randomUUID()}`,
    PUBLIC_URL: 'https://anggota.example.org',
    QR_KEYS: generateKeyringSpec(),
    DATA_DIR: folder,
    SMTP_URL: `smtp://127.0.0.1:${inbox.port}`,
    SWEEP_SECONDS: '1',
    LOG_LEVEL: 'info',
  };
  context = openContext(readEnv({ ...env, LOG_LEVEL: 'silent' }));
  const id = await makeUser(database.db, { role: 'admin' });
  admin = { ...context.ctx, actor: { type: 'user', id, role: 'admin', name: 'Admin', locale: 'id' } };
  await updateSettings(admin, { cardsPerMinute: 60_000 });
});
afterEach(async () => {
  if (worker) await kill();
  await context.close();
  await inbox.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function openInbox(): Promise<Inbox> {
  const mails: Inbox['mails'] = new Map();
  const refuse: Inbox['refuse'] = new Set();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, callback) {
      const refused = Object.assign(new Error('5.1.1 no such mailbox'), { responseCode: 550 });
      callback(refuse.has(address) ? refused : null);
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const [, id = ''] = /^Message-ID: (.*)$/im.exec(Buffer.concat(chunks).toString('latin1')) ?? [];
        const to = session.envelope.rcptTo[0]?.address ?? '';
        mails.set(id, { times: (mails.get(id)?.times ?? 0) + 1, to });
        callback();
      });
    },
  });
  // A client that is killed in the middle of a mail.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return { port, mails, refuse, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function startWorker(): Promise<void> {
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  worker = child;
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"msg":"ready"')) break;
  child.stdout.resume();
}

async function kill(): Promise<void> {
  const ended = worker?.exitCode === null ? once(worker, 'exit') : null;
  worker?.kill('SIGKILL');
  await ended;
  worker = undefined;
}

async function enterMembers(count: number): Promise<void> {
  const at = { createdAt: new Date(), updatedAt: new Date() };
  const member = (_: unknown, i: number) => ({
    number: `M-2026-${String(i + 1).padStart(4, '0')}`,
    name: `Anggota ${i + 1}`,
    email: `anggota${i + 1}@example.org`,
    status: 'active' as const,
    memberSince: '2026-01-01',
    ...at,
  });
  await database.db.insert(schema.members).values(Array.from({ length: count }, member));
}

const YEAR = new Date().getFullYear();

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await pause(100);
}

test('150 members of whom 2 cannot be mailed: 148 successful, 2 failed, each with its reason', async () => {
  await enterMembers(150);
  await database.db.update(schema.members).set({ email: null }).where(eq(schema.members.number, 'M-2026-0007'));
  inbox.refuse.add('anggota9@example.org');
  const { runId } = await startCardRun(admin, { year: YEAR });
  await startWorker();
  await until(async () => (await getCardRun(admin, runId)).status === 'done');
  expect(await getCardRun(admin, runId)).toMatchObject({ processed: 150, successful: 148, failed: 2, progress: 1 });
  const failed = await listCardRunItems(admin, runId, { status: 'failed' });
  expect(failed.items).toMatchObject([
    { number: 'M-2026-0007', reason: 'no_email', answer: null },
    { number: 'M-2026-0009', reason: 'mail_refused', answer: expect.stringContaining('no such mailbox') as string },
  ]);
  expect(inbox.mails.size).toBe(148);
  // Cards to print are made for both, and every card's image is stored.
  const images = await readdir(join(folder, 'images'), { recursive: true });
  expect(images.filter((file) => file.endsWith('.png'))).toHaveLength(150);

  const again = await startCardRun(admin, { year: YEAR });
  await until(async () => (await getCardRun(admin, again.runId)).status === 'done');
  expect(await getCardRun(admin, again.runId)).toMatchObject({ processed: 0, skipped: 150 });
  expect(inbox.mails.size).toBe(148);
});

const MEMBERS = 2000;
/** What one worker has in the hands of the mail server at once (main.ts): no more can be repeated by a kill. */
const MAILS_AT_ONCE = 4;

test(`a worker killed three times among ${MEMBERS} members: each has one card and one mail`, async () => {
  await enterMembers(MEMBERS);
  const { runId } = await startCardRun(admin, { year: YEAR });
  for (const enough of [300, 800, 1400]) {
    await startWorker();
    await until(() => inbox.mails.size >= enough);
    await kill();
    await afterTheCrash();
  }
  await startWorker();
  await until(async () => (await getCardRun(admin, runId)).status === 'done');
  expect(await getCardRun(admin, runId)).toMatchObject({ processed: MEMBERS, successful: MEMBERS, failed: 0 });
  const cards = await database.db.query.passes.findMany({ columns: { memberId: true, revokedAt: true } });
  expect(new Set(cards.map((card) => card.memberId)).size).toBe(MEMBERS);
  expect(cards).toHaveLength(MEMBERS);
  // What an inbox shows: mails with the same Message-ID are one.
  expect(inbox.mails.size).toBe(MEMBERS);
  expect(new Set([...inbox.mails.values()].map(({ to }) => to)).size).toBe(MEMBERS);
  // A mail that the server had taken when the worker died before it could write that down comes again, under the same id.
  const repeated = [...inbox.mails.values()].filter(({ times }) => times > 1);
  expect(repeated.length).toBeLessThanOrEqual(3 * MAILS_AT_ONCE);
});

/** Three minutes later the sweep lets go of what the dead process had in hand; Redis has forgotten its locks by then. */
async function afterTheCrash(): Promise<void> {
  await sweepOutbox({ ...context.ctx, clock: { now: () => new Date(Date.now() + 4 * 60_000) } });
  env['REDIS_NAMESPACE'] = `test-${randomUUID()}`;
}
