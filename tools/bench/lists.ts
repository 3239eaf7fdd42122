/**
 * How long the server takes for every list, search and report over the school that `npm run bench -- seed` made: each address of
 * the REST interface that gives pages, and the reports, over HTTP, one after the other. Then the plans of the statements that were run.
 *
 *     npm run bench -- lists [--json] [--rounds 20] [--data .data/bench]
 */
import path from 'node:path';
import { SCOPES, systemClock } from '@sowan/core';
import { createApiToken } from '@sowan/core/api-tokens';
import { openDatabase } from '@sowan/db';
import { appProcesses } from '../apps.ts';
import { Supervisor } from '../processes.ts';
import { loadSecrets } from '../services/secrets.ts';
import { buildWeb } from '../web-build.ts';
import { addressesOf } from './bench-addresses.ts';
import { fullScans, recordStatements } from './bench-plans.ts';
import { finish, numberOption, say } from './bench-report.ts';
import { openBenchSchool } from './bench-school.ts';

const GOAL_MS = 200;
const PERCENTILE = 0.95;
const rounds = numberOption('rounds', 20);
const school = await openBenchSchool();
const supervisor = new Supervisor({
  dir: school.dir,
  log: (line) => void (line.includes('error') && process.stderr.write(`${line.slice(0, 1500)}\n`)),
});
try {
  const build = await buildWeb(say);
  if (!build.ok) throw new Error(build.output);
  const url = await startWeb();
  const token = await makeToken();
  const addresses = await addressesOf(url, token);
  if (addresses.length === 0) throw new Error('no lists found: run `npm run bench -- seed` first');
  const stopRecording = await recordStatements(school.serverUrl);
  const slowest = [];
  for (const address of addresses) slowest.push({ address, p95: await measure(`${url}${address}`, token) });
  const statements = await stopRecording();
  slowest.sort((a, b) => b.p95 - a.p95);
  for (const { address, p95 } of slowest)
    say(`${p95.toFixed(1).padStart(8)} ms  ${p95 > GOAL_MS ? '!' : ' '} ${address}`);
  const scans = await fullScans(school.databaseUrl, statements);
  say(`${statements.length} statements, ${scans.length} with a full scan of a large table`);
  for (const scan of scans) say(`  full scan of ${scan.table} (${scan.rows} rows): ${scan.statement.slice(0, 400)}`);
  finish({ worstP95Ms: slowest[0]?.p95 ?? NaN, worstPage: slowest[0]?.address ?? '' });
} finally {
  await supervisor.stop();
  await school.close();
}

async function startWeb(): Promise<string> {
  const { databaseUrl, redisUrl, dir } = school;
  const url = `http://127.0.0.1:${school.webPort}`;
  const filesDir = path.join(dir, 'files');
  const settings = {
    databaseUrl,
    redisUrl,
    publicUrl: url,
    host: '127.0.0.1',
    port: school.webPort,
    gatewayPort: 0,
    filesDir,
  };
  const web = appProcesses({ ...settings, secrets: loadSecrets(dir) }).find(({ name }) => name === 'web');
  if (web) await supervisor.start(web);
  return url;
}

/** A token of the administrator, which may read everything. */
async function makeToken(): Promise<string> {
  const database = openDatabase(school.databaseUrl, { connections: 1 });
  try {
    const actor = { type: 'user', id: 1, role: 'admin', name: 'Bench', locale: 'id' } as const;
    const ctx = { db: database.db, clock: systemClock, actor };
    const { secret } = await createApiToken(ctx, { name: 'bench', scopes: [...SCOPES] });
    return secret;
  } finally {
    await database.close();
  }
}

async function measure(address: string, token: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    await response.arrayBuffer();
    if (!response.ok) {
      say(`${address} answered ${response.status}`);
      return Infinity;
    }
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return times[Math.ceil(times.length * PERCENTILE) - 1] ?? NaN;
}
