/**
 * How long the server takes for every list, search and report over the school that `npm run bench -- seed` made: each address of
 * the REST interface that gives pages, the reports, and the staff's pages, over HTTP, one after the other, for an admin and a host.
 * Then the plans of the statements that were run. Fails when one is too slow, or reads a large table from one end to the other.
 *
 *     npm run bench -- lists [--json] [--rounds 20] [--only /visits] [--data .data/bench]
 */
import path from 'node:path';
import { openDatabase } from '@sowan/db';
import { appProcesses } from '../apps.ts';
import { Supervisor } from '../processes.ts';
import { loadSecrets } from '../services/secrets.ts';
import { buildWeb } from '../web-build.ts';
import { addressesOf } from './bench-addresses.ts';
import { fullScans, recordStatements } from './bench-plans.ts';
import { finish, numberOption, say, textOption } from './bench-report.ts';
import { openBenchSchool } from './bench-school.ts';
import { logIn } from './bench-tables.ts';

const GOAL_MS = 200;
const PERCENTILE = 0.95;
/** Of the seeded staff. */
const ADMIN = 1;
const HOST = 3;
const rounds = numberOption('rounds', 20);
const only = textOption('only', '');
const school = await openBenchSchool();
const supervisor = new Supervisor({
  dir: school.dir,
  log: (line) => void (line.includes('error') && process.stderr.write(`${line.slice(0, 4000)}\n`)),
});
try {
  const build = await buildWeb(say);
  if (!build.ok) throw new Error(build.output);
  const url = await startWeb();
  const [admin = '', host = ''] = await logInBoth();
  const addresses = (await addressesOf(url, admin)).filter((address) => address.includes(only));
  const stopRecording = await recordStatements(school.serverUrl);
  const measured = [];
  for (const address of addresses) {
    measured.push({ address, p95: await measure(`${url}${address}`, admin) });
    const own = await fetch(`${url}${address}`, { headers: { cookie: host }, redirect: 'manual' });
    await own.arrayBuffer();
    if (own.ok) measured.push({ address: `${address} (host)`, p95: await measure(`${url}${address}`, host) });
  }
  const statements = await stopRecording();
  measured.sort((a, b) => b.p95 - a.p95);
  for (const { address, p95 } of measured)
    say(`${p95.toFixed(1).padStart(8)} ms  ${p95 > GOAL_MS ? '!' : ' '} ${address}`);
  const scans = await fullScans(school.databaseUrl, statements);
  say(`${measured.length} lists; ${statements.length} statements, ${scans.length} with a full scan of a large table`);
  for (const scan of scans) say(`  full scan of ${scan.table} (${scan.rows} rows): ${scan.statement.slice(0, 400)}`);
  const worst = measured[0];
  finish({ worstP95Ms: worst?.p95 ?? NaN, worstPage: worst?.address ?? '', fullScans: scans.length });
  if (!worst || worst.p95 > GOAL_MS || scans.length > 0) process.exitCode = 1;
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

async function logInBoth(): Promise<string[]> {
  const database = openDatabase(school.databaseUrl, { connections: 1 });
  try {
    const staff = await database.db.query.users.findMany({ columns: { id: true }, limit: HOST });
    if (staff.length < HOST) throw new Error('there is nobody in this school: run `npm run bench -- seed` first');
    return await logIn(database.db, [ADMIN, HOST]);
  } finally {
    await database.close();
  }
}

async function measure(address: string, cookie: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const response = await fetch(address, { headers: { cookie } });
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
