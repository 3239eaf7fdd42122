import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { dataFolder, repoRoot } from '../paths.ts';
import { folderHolder } from '../services/folder-lock.ts';
import { reapOrphans } from '../services/orphans.ts';
import { startServices } from '../services.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A MySQL server with rights to create databases, e.g. `mysql://root:…@127.0.0.1:3306`. */
    databaseUrl: string;
    redisUrl: string;
  }
}

/** Private servers for one run of the tests, unless the caller names others in DATABASE_URL and REDIS_URL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandonedFolders();
  const dir = dataFolder(`test-${process.pid}`);
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env;
  const services = await startServices({ dir, databaseUrl, redisUrl });
  project.provide('databaseUrl', services.serverUrl);
  project.provide('redisUrl', services.redisUrl);
  return async () => {
    await services.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}

/** Test runs that were killed leave their folder and servers behind; each has a folder of its own, so look at them all. */
async function removeAbandonedFolders(): Promise<void> {
  const all = path.join(repoRoot, '.data');
  if (!existsSync(all)) return;
  for (const name of readdirSync(all).filter((name) => /^test-\d+$/.test(name))) {
    const dir = path.join(all, name);
    if (folderHolder(dir) !== undefined) continue;
    await reapOrphans(dir);
    rmSync(dir, { recursive: true, force: true });
  }
}
