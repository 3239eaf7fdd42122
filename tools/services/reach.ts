import { type Lifetime } from '../shutdown.ts';
import { startServices } from '../services.ts';
import { attachServices } from './attach.ts';

/** Servers by URL, those of a running Sowan, or the private ones, started for as long as this command runs. */
export async function reachServers(
  dir: string,
  lifetime: Lifetime,
): Promise<{ databaseUrl: string; redisUrl: string }> {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env;
  const running = attachServices(dir);
  if (running) return { databaseUrl: databaseUrl || running.databaseUrl, redisUrl: redisUrl || running.redisUrl };
  const services = await startServices({
    dir,
    durable: true,
    databaseUrl,
    redisUrl,
    log: (text) => void process.stderr.write(`${text}\n`),
  });
  lifetime.onStop(services.stop);
  return services;
}
