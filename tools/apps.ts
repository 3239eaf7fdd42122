import path from 'node:path';
import { repoRoot } from './paths.ts';
import type { AppProcess } from './processes.ts';
import type { Secrets } from './services/secrets.ts';

export interface AppSettings {
  databaseUrl: string;
  redisUrl: string;
  /** Where browsers and phones reach the web app. */
  publicUrl: string;
  host: string;
  port: number;
  /** Where the gateway tells of its health, on loopback. */
  gatewayPort: number;
  /** Folder of what heals by itself when deleted: the images. */
  filesDir: string;
  secrets: Secrets;
}

/**
 * A run over many images makes much short-lived garbage, for which V8 would take up to 64 MB by default; a small young
 * generation keeps that memory for the school's other programs and costs no time (`npm run bench -- heal`).
 */
export const WORKER_FLAGS = ['--max-semi-space-size=4'] as const;

/**
 * While it loads our sources V8 takes 128 MB for short-lived garbage, and keeps them, unless it is bounded. With a heap of less than
 * 1 GB it also lets old garbage grow half as far, which for 200 sessions is a third of all memory (`npm run bench -- gateway`). A gateway
 * that comes near that has too many sessions: run another beside it.
 */
export const GATEWAY_FLAGS = [...WORKER_FLAGS, '--max-old-space-size=1000'] as const;

const script = (file: string) => path.join(repoRoot, file);

/** The three processes of Sowan. What the caller's environment names already wins over what was generated. */
export function appProcesses(settings: AppSettings, more: Record<string, string | undefined> = {}): AppProcess[] {
  const { env: given } = process;
  const env = {
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    PUBLIC_URL: settings.publicUrl,
    HOST: settings.host,
    PORT: String(settings.port),
    GATEWAY_HOST: given.GATEWAY_HOST || '127.0.0.1',
    GATEWAY_PORT: String(settings.gatewayPort),
    DATA_DIR: given.DATA_DIR || settings.filesDir,
    BACKUP_DIR: given.BACKUP_DIR || path.join(settings.filesDir, '../backups'),
    QR_KEYS: given.QR_KEYS || settings.secrets.qrKeys,
    WA_AUTH_KEY: given.WA_AUTH_KEY || settings.secrets.waAuthKey,
    SETUP_TOKEN: given.SETUP_TOKEN || settings.secrets.setupToken,
    NODE_ENV: 'production',
    ...more,
  };
  return [
    { name: 'web', script: script('apps/web/server.ts'), env },
    { name: 'worker', script: script('apps/worker/src/main.ts'), flags: WORKER_FLAGS, env },
    { name: 'gateway', script: script('apps/wa-gateway/src/main.ts'), flags: GATEWAY_FLAGS, env },
  ];
}
