/**
 * A year's cards for a whole association: signed, rendered, stored, rows written and mails queued, on real servers started for it; and a
 * plain loop that does no more than sign and render, with `createHmac` and `qrcode.toBuffer`. Then all of them on sheets of paper.
 *
 *     node tools/bench/cards.ts [--json] [--members 10000]
 */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import QRCode from 'qrcode';
import { systemClock, type Ctx } from '@sowan/core';
import { printCards, startCardRun, workCardRun } from '@sowan/core/cards';
import { updateSettings } from '@sowan/core/settings';
import { migrate, openDatabase, schema } from '@sowan/db';
import { createProducer, MAIL_QUEUE } from '@sowan/jobs';
import { createImageStore, folderDriver, generateKeyringSpec, parseKeyring } from '@sowan/qr';
import { startServices } from '../services.ts';
import { finish, numberOption, say } from './bench-report.ts';

const PLAIN_LOOP = 300;
const INSERT_AT_ONCE = 1000;
const MIB = 2 ** 20;
const YEAR = new Date().getFullYear();

const members = numberOption('members', 10_000);
const dir = await mkdtemp(path.join(tmpdir(), 'sowan-bench-cards-'));
const services = await startServices({ dir, log: say });
await migrate(services.databaseUrl);
const database = openDatabase(services.databaseUrl);
const jobs = createProducer({ url: services.redisUrl, namespace: 'bench' });

try {
  const admin = await enterSchool();
  const { runId } = await startCardRun(admin, { year: YEAR });
  const run = await issueAll({ ...admin, actor: { type: 'system', job: 'bench' } }, runId);
  await check();
  const loop = await plainLoop();
  const print = await printAll(admin);
  const cardsPerS = members / run.seconds;
  say(`cards          ${cardsPerS.toFixed(0).padStart(8)} /s, ${members} in ${run.seconds.toFixed(1)} s`);
  say(`plain loop     ${loop.toFixed(0).padStart(8)} /s, signing and rendering only`);
  say(
    `memory         ${run.peakMb.toFixed(0).padStart(8)} MiB at most, ${run.growthMb.toFixed(0)} MiB more than after the first tenth`,
  );
  say(
    `sheets         ${print.seconds.toFixed(1).padStart(8)} s, ${print.megabytes.toFixed(1)} MiB of PDF, ${print.peakMb.toFixed(0)} MiB of memory at most, ${print.growthMb.toFixed(0)} MiB more than after the first tenth`,
  );
  finish({
    cardsPerS,
    ratioToLoop: cardsPerS / loop,
    peakMb: run.peakMb,
    printS: print.seconds,
    printPeakMb: print.peakMb,
  });
} finally {
  await jobs.close();
  await database.close();
  await services.stop();
  await rm(dir, { recursive: true, force: true });
}

/** An admin and a member list, as an import leaves them. */
async function enterSchool(): Promise<Ctx> {
  const now = new Date();
  const at = { createdAt: now, updatedAt: now };
  const user = { email: 'admin@example.org', name: 'Admin', role: 'admin' as const, ...at };
  const [inserted] = await database.db.insert(schema.users).values(user).$returningId();
  for (let from = 0; from < members; from += INSERT_AT_ONCE) {
    const rows = Array.from({ length: Math.min(INSERT_AT_ONCE, members - from) }, (_, i) => ({
      number: `M-${YEAR}-${String(from + i + 1).padStart(4, '0')}`,
      name: `Member ${from + i + 1}`,
      email: `member${from + i + 1}@example.org`,
      status: 'active' as const,
      memberSince: `${YEAR}-01-01`,
      ...at,
    }));
    await database.db.insert(schema.members).values(rows);
  }
  const quiet = () => undefined;
  const ctx: Ctx = {
    db: database.db,
    clock: systemClock,
    jobs,
    events: { publish: () => Promise.resolve() },
    log: {
      debug: quiet,
      info: quiet,
      warn: (detail, message) => say(`${message} ${JSON.stringify(detail)}`),
      error: quiet,
    },
    actor: { type: 'user', id: inserted?.id ?? 0, role: 'admin', name: 'Admin', locale: 'id' },
    pass: { keyring: parseKeyring(generateKeyringSpec()), publicUrl: 'https://anggota.example.org' },
  };
  await updateSettings(ctx, { cardsPerMinute: 600_000 });
  return ctx;
}

/** As the worker does it, but for the mail server: nobody takes from the queue, so the run must not wait for that. */
async function issueAll(ctx: Ctx, runId: number) {
  const store = createImageStore({ driver: folderDriver(path.join(dir, 'images')) });
  const enough = new AbortController();
  let stored = 0;
  let early = 0;
  let peak = 0;
  const images: Parameters<typeof workCardRun>[1] = {
    async image(subject) {
      const image = await store.image(subject);
      if (++stored % 100 === 0) peak = Math.max(peak, process.memoryUsage.rss());
      if (stored === Math.floor(members / 10)) early = peak;
      if (stored === members) enough.abort();
      return image;
    },
  };
  const started = performance.now();
  await workCardRun(ctx, images, runId, enough.signal, { mostWaiting: Infinity });
  const seconds = (performance.now() - started) / 1000;
  return { seconds, peakMb: peak / MIB, growthMb: (peak - early) / MIB };
}

/** All cards as the office downloads them, by a reader that takes each piece as it comes. */
async function printAll(admin: Ctx) {
  const sheets = members / 10;
  let [pieces, bytes, early, peak] = [0, 0, 0, 0];
  const started = performance.now();
  for await (const piece of await printCards(admin, { year: YEAR, selection: { filter: {} } }, 'id')) {
    bytes += piece.length;
    peak = Math.max(peak, process.memoryUsage.rss());
    if (++pieces === Math.floor(sheets / 10)) early = peak;
  }
  const seconds = (performance.now() - started) / 1000;
  return { seconds, megabytes: bytes / MIB, peakMb: peak / MIB, growthMb: (peak - early) / MIB };
}

async function check(): Promise<void> {
  const counts = {
    cards: await database.db.$count(schema.passes),
    mails: await database.db.$count(schema.messages),
    queued: await jobs.depth(MAIL_QUEUE),
  };
  for (const [what, count] of Object.entries(counts)) {
    if (count !== members) throw new Error(`${what}: ${count} instead of ${members}`);
  }
}

/** Cards a second of the obvious program, without a database or a file. */
async function plainLoop(): Promise<number> {
  const started = performance.now();
  for (let i = 1; i <= PLAIN_LOOP; i++) {
    const memberId = `M-${YEAR}-${String(i).padStart(4, '0')}`;
    const signature = createHmac('sha256', 'a secret').update(`${memberId}${YEAR}`).digest('hex');
    const card = { memberId, validity: String(YEAR), signature };
    await QRCode.toBuffer(JSON.stringify(card), { width: 400, errorCorrectionLevel: 'H' });
  }
  return (PLAIN_LOOP * 1000) / (performance.now() - started);
}
