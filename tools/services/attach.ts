import { folderHolder } from './folder-lock.ts';
import { mariaDbUrls } from './mariadb.ts';
import { knownPort } from './ports.ts';
import { redisUrlOf } from './redis.ts';
import { loadSecrets } from './secrets.ts';

/** Addresses of the private servers that another run has going in this data folder; undefined when there is no such run. */
export function attachServices(dir: string): { databaseUrl: string; redisUrl: string } | undefined {
  if (folderHolder(dir) === undefined) return undefined;
  const [mariadb, redis] = [knownPort(dir, 'mariadb'), knownPort(dir, 'redis')];
  if (!mariadb || !redis) return undefined;
  const secrets = loadSecrets(dir);
  return { databaseUrl: mariaDbUrls(secrets, mariadb).databaseUrl, redisUrl: redisUrlOf(secrets, redis) };
}
