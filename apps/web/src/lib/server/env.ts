import { z } from 'zod';

const schema = z.object({
  DATABASE_URL: z.url(),
  REDIS_URL: z.url(),
  REDIS_NAMESPACE: z.string().min(1).default('sowan'),
  /** Origin under which browsers and phones reach this app. */
  PUBLIC_URL: z.url(),
  QR_KEYS: z.string().min(1),
  SETUP_TOKEN: z.string().min(16),
  /** Folder for everything that may be deleted and heals: the images. */
  DATA_DIR: z.string().min(1),
  /** Folder of the backups; default: `backups` in DATA_DIR. */
  BACKUP_DIR: z.string().min(1).optional(),
  /** `number:key`, the newest first; none: backups are not encrypted. */
  BACKUP_KEY: z.string().min(1).optional(),
  /** A database to try backups in; its name ends in `_proof`. Default: one beside the own. */
  BACKUP_PROOF_URL: z.url().optional(),
  /** s3://key:secret@host/bucket: images in a bucket instead of the folder. */
  IMAGES_URL: z.url().optional(),
  LEGACY_QR_SECRET: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Env = z.infer<typeof schema>;

let parsed: Env | undefined;

/** The process's configuration, read at the first request: importing this (as the build does) asks for nothing. */
export function env(): Env {
  parsed ??= schema.parse(Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== '')));
  return parsed;
}
