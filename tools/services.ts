import { lockFolder } from './services/folder-lock.ts';
import { startMariaDb } from './services/mariadb.ts';
import { reapOrphans } from './services/orphans.ts';
import { forgetPort } from './services/ports.ts';
import { startRedis } from './services/redis.ts';
import { loadSecrets } from './services/secrets.ts';
import { type ServerProcess, ServerStartError } from './services/server-process.ts';

export interface ServiceOptions {
  /** The data folder; created when absent, private to its owner, used by one run at a time. */
  dir: string;
  /** Flush every commit to the disk. Default false: fine for tests and the demo. */
  durable?: boolean;
  /** Servers that exist already and are used instead of private ones; empty means none. */
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  log?: (line: string) => void;
}

export interface Services {
  /** `mysql://…/sowan`: the application's database. */
  databaseUrl: string;
  /** The same server with rights to create databases; equal to databaseUrl when that was given. */
  serverUrl: string;
  redisUrl: string;
  /** Rejects when a server ends although nobody stopped it. */
  crashed: Promise<never>;
  /** Ends what was started here within two and a half seconds. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Private MariaDB and Redis in a data folder, on free ports of 127.0.0.1, with generated passwords.
 * What an earlier, killed run left running in that folder is ended first.
 * Throws FolderInUseError, ServerStartError.
 */
export async function startServices({
  dir,
  durable = false,
  log = () => {},
  ...given
}: ServiceOptions): Promise<Services> {
  const unlock = lockFolder(dir);
  const servers: ServerProcess[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= Promise.all(servers.map((server) => server.stop())).then(unlock));
  try {
    for (const name of await reapOrphans(dir)) log(`ended ${name}, left behind by an earlier run`);
    const secrets = loadSecrets(dir);
    const keep = <T extends { server: ServerProcess }>(started: T) => (servers.push(started.server), started);
    const startDatabase = async () =>
      keep(await retryOnTakenPort(dir, 'mariadb', () => startMariaDb(dir, secrets, durable)));
    const startQueue = async () => keep(await retryOnTakenPort(dir, 'redis', () => startRedis(dir, secrets)));
    // Settled, not all: when one fails, the other must have come up before it can be stopped.
    const outcomes = await Promise.allSettled([
      given.databaseUrl ? Promise.resolve(undefined) : startDatabase(),
      given.redisUrl ? Promise.resolve(undefined) : startQueue(),
    ]);
    const [database, queue] = [valueOf(outcomes[0]), valueOf(outcomes[1])];
    return {
      databaseUrl: given.databaseUrl || (database?.databaseUrl ?? ''),
      serverUrl: given.databaseUrl || (database?.serverUrl ?? ''),
      redisUrl: given.redisUrl || (queue?.redisUrl ?? ''),
      crashed: firstCrash(servers, () => stopping !== undefined),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function valueOf<T>(outcome: PromiseSettledResult<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** Between choosing a free port and listening on it another program may take it. */
async function retryOnTakenPort<T>(dir: string, name: string, start: () => Promise<T>, attempts = 3): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (attempts <= 1 || !(error instanceof ServerStartError && error.addressInUse)) throw error;
    forgetPort(dir, name);
    return retryOnTakenPort(dir, name, start, attempts - 1);
  }
}

function firstCrash(servers: ServerProcess[], isStopping: () => boolean): Promise<never> {
  const crashed = new Promise<never>((_, reject) => {
    for (const { name, ended } of servers)
      void ended.then(() => isStopping() || reject(new Error(`${name} ended unexpectedly; see ${name}.log`)));
  });
  // Whoever doesn't watch for crashes must not be ended by an unhandled rejection.
  crashed.catch(() => {});
  return crashed;
}
