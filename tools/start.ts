import path from 'node:path';
import { parseArgs } from 'node:util';
import { isSetUp } from '@sowan/core/auth';
import { migrate, openDatabase } from '@sowan/db';
import { appProcesses } from './apps.ts';
import { readPort } from './demo/options.ts';
import { readEnvironment } from './env-file.ts';
import { dataFolder } from './paths.ts';
import { Supervisor } from './processes.ts';
import { choosePort } from './services/ports.ts';
import { claimForProfile } from './services/profile.ts';
import { loadSecrets } from './services/secrets.ts';
import { startServices } from './services.ts';
import { type Lifetime, runUntilStopped } from './shutdown.ts';
import { buildWeb } from './web-build.ts';

// Sowan for real, on one machine: settings from the environment and .env, servers of its own unless others are named.
await runUntilStopped((lifetime) => start(process.argv.slice(2), lifetime));

async function start(args: string[], lifetime: Lifetime): Promise<void> {
  const options = { data: { type: 'string' }, port: { type: 'string' } } as const;
  const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options });
  const env = readEnvironment();
  const dir = values.data ? path.resolve(values.data) : dataFolder('start');
  const log = (line: string) => void process.stdout.write(`${line}\n`);
  claimForProfile(dir, 'start');

  const building = buildWeb(log);
  const services = await startServices({
    dir,
    durable: true,
    databaseUrl: env['DATABASE_URL'],
    redisUrl: env['REDIS_URL'],
    log,
  });
  lifetime.onStop(services.stop);
  lifetime.failOn(services.crashed);
  log('database and queue are up');
  await migrate(services.databaseUrl);
  const build = await building;
  if (!build.ok) throw new Error(`The web app could not be built:\n${build.output}`);

  const wanted = readPort(values.port ?? env['PORT']);
  const port = await choosePort(dir, 'web', { wanted, preferred: 3000 });
  const publicUrl = env['PUBLIC_URL'] || `http://127.0.0.1:${port}`;
  const supervisor = new Supervisor({ dir, log });
  lifetime.onStop(() => supervisor.stop());
  const secrets = loadSecrets(dir);
  const gatewayPort = await choosePort(dir, 'gateway', { wanted: readPort(env['GATEWAY_PORT']), preferred: 3001 });
  const apps = appProcesses({
    ...services,
    publicUrl,
    host: env['HOST'] || '127.0.0.1',
    port,
    gatewayPort,
    filesDir: path.join(dir, 'files'),
    secrets,
  });
  await Promise.all(apps.map((app) => supervisor.start(app)));
  log(`\nSowan is ready: ${publicUrl}`);
  log(`The WhatsApp gateway's health: http://127.0.0.1:${gatewayPort}/readyz, for Prometheus /metrics`);
  if (!env['SMTP_URL']) log('No SMTP_URL is set: e-mail is kept and waits until there is one. See .env.example.');
  await hintAtSetUp(services.databaseUrl, publicUrl, env['SETUP_TOKEN'] || secrets.setupToken, log);
}

/** As long as there is no administrator, whoever holds the token may become it. */
async function hintAtSetUp(databaseUrl: string, publicUrl: string, token: string, log: (line: string) => void) {
  const database = openDatabase(databaseUrl, { connections: 1 });
  try {
    if (!(await isSetUp(database))) log(`First run: open ${publicUrl}/setup and enter the token ${token}`);
  } finally {
    await database.close();
  }
}
