import path from 'node:path';
import { parseArgs } from 'node:util';
import { showCommand } from './command.ts';
import { readEnvironment } from './env-file.ts';
import { dataFolder } from './paths.ts';
import { claimForProfile } from './services/profile.ts';
import { reachServers } from './services/reach.ts';
import { loadSecrets } from './services/secrets.ts';
import { type Lifetime, runUntilStopped } from './shutdown.ts';

// Puts the WhatsApp credentials of `npm start` (or of --data) under the first key of WA_AUTH_KEY, whether that is running or not.
await runUntilStopped((lifetime) => rotate(process.argv.slice(2), lifetime));

async function rotate(args: string[], lifetime: Lifetime): Promise<number> {
  const options = { data: { type: 'string' } } as const;
  const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options });
  const env = readEnvironment();
  const dir = values.data ? path.resolve(values.data) : dataFolder('start');
  if (!values.data) claimForProfile(dir, 'start');
  const { databaseUrl } = await reachServers(dir, lifetime);
  const done = await showCommand(process.execPath, ['apps/wa-gateway/src/rotate-keys.main.ts'], {
    env: { DATABASE_URL: databaseUrl, WA_AUTH_KEY: env['WA_AUTH_KEY'] || loadSecrets(dir).waAuthKey },
    timeoutMs: 3_600_000,
  });
  return done ? 0 : 1;
}
