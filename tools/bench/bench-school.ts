import path from 'node:path';
import { migrate } from '@sowan/db';
import { emptyDatabase } from '@sowan/db/backup';
import { dataFolder } from '../paths.ts';
import { choosePort } from '../services/ports.ts';
import { claimForProfile } from '../services/profile.ts';
import { startServices } from '../services.ts';

export interface BenchSchool {
  databaseUrl: string;
  redisUrl: string;
  /** The same server with the right to look at what it runs. */
  serverUrl: string;
  dir: string;
  webPort: number;
  close(): Promise<void>;
}

/** The servers and the migrated database that the benchmarks of the lists share, in `.data/bench` or the folder after `--data`. */
export async function openBenchSchool({ empty = false } = {}): Promise<BenchSchool> {
  const at = process.argv.indexOf('--data');
  const dir = at < 0 ? dataFolder('bench') : path.resolve(process.argv[at + 1] ?? '');
  claimForProfile(dir, 'bench');
  const services = await startServices({ dir });
  const { databaseUrl, redisUrl, serverUrl, stop } = services;
  try {
    if (empty) await emptyDatabase(databaseUrl);
    await migrate(databaseUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  return { databaseUrl, redisUrl, serverUrl, dir, webPort: await choosePort(dir, 'web'), close: stop };
}
