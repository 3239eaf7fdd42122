import path from 'node:path';
import { migrate } from '@sowan/db';
import { appProcesses } from './apps.ts';
import { startMailbox } from './demo/mailbox.ts';
import { readDemoOptions } from './demo/options.ts';
import { seedDemo } from './demo/seed.ts';
import { shareScreen } from './demo/screen.ts';
import { startSimulator } from './demo/simulator.ts';
import { demoSummary } from './demo/summary.ts';
import { Supervisor } from './processes.ts';
import { choosePort } from './services/ports.ts';
import { claimForProfile, wipeFolder } from './services/profile.ts';
import { loadSecrets } from './services/secrets.ts';
import { startServices } from './services.ts';
import { type Lifetime, runUntilStopped } from './shutdown.ts';
import { buildWeb } from './web-build.ts';

// Everything at once on this machine: servers, a WhatsApp that isn't, a mailbox, and Sowan with a school to play with.
await runUntilStopped((lifetime) => demo(process.argv.slice(2), lifetime));

async function demo(args: string[], lifetime: Lifetime): Promise<void> {
  const { json, fresh, port: wanted, dir } = readDemoOptions(args);
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  if (fresh) await wipeFolder(dir, 'demo');
  claimForProfile(dir, 'demo');

  const building = buildWeb(log);
  const { DATABASE_URL, REDIS_URL } = process.env;
  const services = await startServices({ dir, databaseUrl: DATABASE_URL, redisUrl: REDIS_URL, log });
  lifetime.onStop(services.stop);
  lifetime.failOn(services.crashed);
  log('database and queue are up');
  const secrets = loadSecrets(dir);
  await migrate(services.databaseUrl);
  const accounts = await seedDemo({ databaseUrl: services.databaseUrl, dir, setupToken: secrets.setupToken });

  const mailbox = await startMailbox({
    dir: path.join(dir, 'mails'),
    smtpPort: await choosePort(dir, 'smtp'),
    port: await choosePort(dir, 'mailbox'),
  });
  lifetime.onStop(() => mailbox.close());
  const supervisor = new Supervisor({ dir, log });
  lifetime.onStop(() => supervisor.stop());
  const simulator = await startSimulator(supervisor, dir);
  lifetime.onStop(await shareScreen(services.redisUrl, simulator.controlUrl, log));
  const build = await building;
  if (!build.ok) throw new Error(`The web app could not be built:\n${build.output}`);

  const port = await choosePort(dir, 'web', { wanted, preferred: 3000 });
  const gatewayPort = await choosePort(dir, 'gateway', { preferred: 3001 });
  const url = `http://127.0.0.1:${port}`;
  const apps = appProcesses(
    {
      ...services,
      publicUrl: url,
      host: '127.0.0.1',
      port,
      gatewayPort,
      filesDir: path.join(dir, 'files'),
      secrets,
    },
    { SMTP_URL: mailbox.smtpUrl, MAIL_FROM: 'Sowan <sowan@sowan.example>', ...simulator.gatewayEnv },
  );
  await Promise.all(apps.map((app) => supervisor.start(app)));

  const gateway = `http://127.0.0.1:${gatewayPort}`;
  const ready = {
    ready: true,
    url,
    simulator: simulator.controlUrl,
    mailbox: mailbox.url,
    smtp: mailbox.smtpUrl,
    gateway,
    accounts,
  };
  process.stdout.write(json ? `${JSON.stringify(ready)}\n` : demoSummary(ready));
}
