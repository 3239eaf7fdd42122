import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMariaDb } from '../../../tools/services/mariadb.ts';
import { startRedis } from '../../../tools/services/redis.ts';
import { loadSecrets } from '../../../tools/services/secrets.ts';

/** A database and a Redis of one test, which may do with them as it likes. */
export interface PrivateServers {
  databaseUrl: string;
  redisUrl: string;
  /** Down and up again under the same address, as in an update of the server. */
  restartDatabase(): Promise<void>;
  close(): Promise<void>;
}

export async function startPrivateServers(): Promise<PrivateServers> {
  const dir = mkdtempSync(path.join(tmpdir(), 'sowan-servers-'));
  const secrets = loadSecrets(dir);
  const startDatabase = () => startMariaDb(dir, secrets, false);
  const [first, redis] = await Promise.all([startDatabase(), startRedis(dir, secrets)]);
  let database = first;
  return {
    databaseUrl: database.serverUrl,
    redisUrl: redis.redisUrl,
    async restartDatabase() {
      await database.server.stop();
      database = await startDatabase();
    },
    async close() {
      await Promise.all([database.server.stop(), redis.server.stop()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
