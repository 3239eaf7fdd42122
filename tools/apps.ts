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
 * For short-lived garbage V8 takes what it can get, 128 MB while it loads our sources, and keeps it. A young generation of this size
 * leaves that memory to the school's other programs and costs no time (`npm run bench -- heal`, `-- gateway`); a smaller one does.
 */
export const YOUNG_FLAGS = ['--max-semi-space-size=4'] as const;

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
    { name: 'worker', script: script('apps/worker/src/main.ts'), flags: YOUNG_FLAGS, env },
    { name: 'gateway', script: script('apps/wa-gateway/src/main.ts'), flags: YOUNG_FLAGS, env },
  ];
}
