import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tokenOf } from '@sowan/core/passes';
import { migrate, openDatabase, schema } from '@sowan/db';
import { newPassId, parseKeyring } from '@sowan/qr';
import { loadSecrets } from '../services/secrets.ts';
import { startServices } from '../services.ts';
import { buildWeb } from '../web-build.ts';
import { startWebApp } from './bench-web.ts';

/**
 * What a pass's picture costs the web process in CPU, beyond a constant answer of the same server, over loopback: drawn, and as a
 * 304. The look-up of each pass's row is made once before measuring, as a page that shows a pass has made it. Linux only (/proc).
 */
const PASSES = 200;
const ROUNDS = 7;
const REQUESTS = 4000;
const AT_ONCE = 8;

const dir = await mkdtemp(path.join(tmpdir(), 'sowan-bench-'));
const log = (line: string) => void process.stderr.write(`${line}\n`);
const build = await buildWeb(log);
if (!build.ok) throw new Error(build.output);
const services = await startServices({ dir, log });
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
const web = await startWebApp(dir, services);
try {
  const targets = await seedPasses();
  const rounds = { constant: [] as number[], drawn: [] as number[], notModified: [] as number[] };
  let drawnSeconds = Infinity;
  const etags = await Promise.all(targets.map((target) => request(target).then(({ etag }) => etag)));
  for (let round = 0; round < ROUNDS; round++) {
    rounds.constant.push((await measure(() => request('/robots.txt'))).cpuUs);
    const drawn = await measure((i) => request(targets[i % PASSES] ?? ''));
    rounds.drawn.push(drawn.cpuUs);
    drawnSeconds = Math.min(drawnSeconds, drawn.seconds);
    rounds.notModified.push((await measure((i) => request(targets[i % PASSES] ?? '', etags[i % PASSES]))).cpuUs);
  }
  const constant = median(rounds.constant);
  const result = {
    renderUs: Math.round(median(rounds.drawn) - constant),
    notModifiedUs: Math.round(median(rounds.notModified) - constant),
    requestsPerS: Math.round(REQUESTS / drawnSeconds),
  };
  console.log(`constant answer  ${constant.toFixed(0).padStart(5)} µs of CPU a request`);
  console.log(`image drawn      ${String(result.renderUs).padStart(5)} µs more, ${result.requestsPerS} requests/s`);
  console.log(`304              ${String(result.notModifiedUs).padStart(5)} µs more`);
  if (process.argv.includes('--json')) console.log(JSON.stringify(result));
} finally {
  agent.destroy();
  await web.stop();
  await services.stop();
  await rm(dir, { recursive: true, force: true });
}

/** Fills the passes table and gives the addresses of the images. */
async function seedPasses(): Promise<string[]> {
  await migrate(services.databaseUrl);
  const database = openDatabase(services.databaseUrl, { connections: 1 });
  const secrets = loadSecrets(dir);
  const pass = { keyring: parseKeyring(secrets.qrKeys), publicUrl: 'http://127.0.0.1' };
  const rows = Array.from({ length: PASSES }, () => ({
    code: newPassId(),
    kind: 'guest' as const,
    keySlot: pass.keyring.signingSlot,
    createdAt: new Date(),
  }));
  await database.db.insert(schema.passes).values(rows);
  await database.close();
  return rows.map((row) => `/p/${tokenOf(pass, row)}/qr.png`);
}

function request(target: string, etag?: string): Promise<{ etag: string }> {
  return new Promise((resolve, reject) => {
    const headers = etag ? { 'if-none-match': etag } : {};
    get({ agent, host: '127.0.0.1', port: web.port, path: target, headers }, (response) => {
      response.resume();
      const expected = etag ? 304 : 200;
      if (response.statusCode !== expected) reject(new Error(`${target} answered ${response.statusCode}`));
      response.once('end', () => resolve({ etag: String(response.headers.etag) }));
    }).once('error', reject);
  });
}

async function measure(one: (i: number) => Promise<unknown>): Promise<{ cpuUs: number; seconds: number }> {
  const started = performance.now();
  const before = web.cpuSeconds();
  let next = 0;
  const worker = async () => {
    while (next < REQUESTS) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { cpuUs: ((web.cpuSeconds() - before) * 1e6) / REQUESTS, seconds: (performance.now() - started) / 1000 };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
