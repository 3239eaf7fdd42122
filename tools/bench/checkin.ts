import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get, request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mysql from 'mysql2/promise';
import { migrate } from '@sowan/db';
import { parseKeyring } from '@sowan/qr';
import { loadSecrets } from '../services/secrets.ts';
import { startServices } from '../services.ts';
import { buildWeb } from '../web-build.ts';
import { finish, numberOption, say } from './bench-report.ts';
import { makeBenchLobby, type BenchVisit } from './bench-lobby.ts';
import { startWebApp } from './bench-web.ts';

/**
 * The desk under load, over HTTP on this machine: different passes redeemed per second and the statements each costs, a thousand
 * requests at once for one pass, and the time from a scan to its host's event with a thousand streams open.
 *
 *     npm run bench -- checkin [--json] [--redeems 3000] [--streams 1000]
 */
const redeems = numberOption('redeems', 3000);
const streams = numberOption('streams', 1000);
const WARM_UP = 500;
const AT_ONCE = 32;
const CROWD = 1000;
const TOLD = 300;
const PACE_MS = 25;
const PATIENCE_MS = 15_000;

const log = (line: string) => void process.stderr.write(`${line}\n`);
const dir = await mkdtemp(path.join(tmpdir(), 'sowan-bench-'));
const build = await buildWeb(log);
if (!build.ok) throw new Error(build.output);
// As a school runs it: every commit is on the disk before it is answered.
const services = await startServices({ dir, durable: true, log });
await migrate(services.databaseUrl);
const school = await makeBenchLobby({
  databaseUrl: services.databaseUrl,
  keyring: parseKeyring(loadSecrets(dir).qrKeys),
  hosts: streams,
  visits: WARM_UP + redeems + 1 + TOLD,
});
const web = await startWebApp(dir, services);
const counter = await mysql.createConnection({ uri: services.databaseUrl });
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
const open: IncomingMessage[] = [];
try {
  const { visits } = school;
  const [crowded] = visits.slice(WARM_UP + redeems);
  if (!crowded) throw new Error('no visit is left');
  await redeemAll(visits.slice(0, WARM_UP));
  const [before, cpuBefore] = [await counts(), web.cpuSeconds()];
  const seconds = await redeemAll(visits.slice(WARM_UP, WARM_UP + redeems));
  const webCpuMsPerRedeem = ((web.cpuSeconds() - cpuBefore) * 1000) / redeems;
  const after = await counts();
  const queriesPerRedeem = (after.queries - before.queries) / redeems;
  const statementsPerRedeem = (after.statements - before.statements - 1) / redeems;
  say(
    `${(redeems / seconds).toFixed(0)} redeems/s; each ${webCpuMsPerRedeem.toFixed(2)} ms of the web's CPU and ` +
      `${queriesPerRedeem.toFixed(2)} queries, with BEGIN and COMMIT ${statementsPerRedeem.toFixed(2)} statements`,
  );

  const crowd = new Agent({ maxSockets: CROWD });
  const outcomes = await Promise.all(Array.from({ length: CROWD }, () => redeem(crowded, crowd)));
  crowd.destroy();
  const admittedOf1000 = outcomes.filter((outcome) => outcome === 'admitted').length;
  say(`${String(CROWD)} at once for one pass: ${String(admittedOf1000)} admitted`);

  const waits = await tellHosts(visits.slice(WARM_UP + redeems + 1));
  const [sseP50Ms, sseP95Ms] = [0.5, 0.95].map((share) => waits[Math.floor(waits.length * share)] ?? NaN);
  say(
    `scan to the host's event, ${String(streams)} streams open: p50 ${sseP50Ms?.toFixed(1)} ms, p95 ${sseP95Ms?.toFixed(1)} ms`,
  );
  finish({
    redeemsPerS: redeems / seconds,
    queriesPerRedeem,
    statementsPerRedeem,
    webCpuMsPerRedeem,
    admittedOf1000,
    sseP50Ms: sseP50Ms ?? NaN,
    sseP95Ms: sseP95Ms ?? NaN,
  });
} finally {
  for (const stream of open) stream.destroy();
  agent.destroy();
  await counter.end();
  await web.stop();
  await services.stop();
  await rm(dir, { recursive: true, force: true });
}

/** Redeems each once, a queue's worth at a time; gives the seconds it took. */
async function redeemAll(visits: BenchVisit[]): Promise<number> {
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    for (let visit = visits[next++]; visit; visit = visits[next++]) {
      const outcome = await redeem(visit, agent);
      if (outcome !== 'admitted') throw new Error(`a pass was ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (performance.now() - started) / 1000;
}

async function redeem({ token }: BenchVisit, through: Agent): Promise<string> {
  const body = JSON.stringify({
    json: { scanned: token, method: 'scanner', desk: 'A', idempotencyKey: crypto.randomUUID() },
  });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    cookie: school.deskCookie,
    origin: `http://127.0.0.1:${String(web.port)}`,
  };
  const options = {
    agent: through,
    host: '127.0.0.1',
    port: web.port,
    method: 'POST',
    path: '/api/trpc/desk.scan',
    headers,
  };
  const outgoing = request(options).end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const text = await textOf(response);
  if (response.statusCode !== 200) throw new Error(`answered ${String(response.statusCode)}: ${text}`);
  return (JSON.parse(text) as { result: { data: { json: { outcome: string } } } }).result.data.json.outcome;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** What the server was asked so far: queries, which read or change rows, and statements of any kind. */
async function counts(): Promise<{ queries: number; statements: number }> {
  const [rows] = await counter.query<mysql.RowDataPacket[]>('show global status');
  const of = (name: string) => Number(rows.find((row) => row['Variable_name'] === name)?.['Value']);
  const queries = ['select', 'insert', 'update', 'delete'].reduce((sum, kind) => sum + of(`Com_${kind}`), 0);
  return { queries, statements: of('Questions') };
}

/** Opens every host's stream, scans one guest after the other, and gives how long each host's news took, ms, shortest first. */
async function tellHosts(visits: BenchVisit[]): Promise<number[]> {
  const awaited = new Map<number, (at: number) => void>();
  let ready = 0;
  for (let i = 0; i < streams; i += AT_ONCE) {
    const batch = school.hostCookies.slice(i, i + AT_ONCE);
    await Promise.all(
      batch.map((cookie, j) =>
        follow(
          cookie,
          () => ready++,
          () => awaited.get(i + j)?.(performance.now()),
        ),
      ),
    );
  }
  if (ready < streams) throw new Error(`only ${String(ready)} streams opened`);
  const waits: number[] = [];
  for (const visit of visits) {
    const started = performance.now();
    const told = new Promise<number>((resolve, reject) => {
      awaited.set(visit.host, resolve);
      setTimeout(() => reject(new Error('a host was not told')), PATIENCE_MS).unref();
    });
    await redeem(visit, agent);
    waits.push((await told) - started);
    awaited.delete(visit.host);
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
  return waits.sort((a, b) => a - b);
}

/** Resolves once the stream has said hello. */
function follow(cookie: string, onHello: () => void, onNotification: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, accept: 'text/event-stream' };
    const outgoing = get({ agent: false, host: '127.0.0.1', port: web.port, path: '/api/trpc/live.follow', headers });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      open.push(response);
      response.setEncoding('utf8');
      response.on('error', () => undefined);
      response.on('data', (text: string) => {
        if (text.includes('"type":"notification"')) onNotification();
        if (!text.includes('"type":"hello"')) return;
        onHello();
        resolve();
      });
    });
  });
}
