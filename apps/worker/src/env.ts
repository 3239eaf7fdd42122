import { z } from 'zod';

const schema = z.object({
  DATABASE_URL: z.url(),
  REDIS_URL: z.url(),
  REDIS_NAMESPACE: z.string().min(1).default('sowan'),
  PUBLIC_URL: z.url(),
  QR_KEYS: z.string().min(1),
  /** smtp(s)://user:password@host:port; without it mail waits in the outbox. */
  SMTP_URL: z.url().optional(),
  MAIL_FROM: z.string().min(3).default('Sowan <no-reply@localhost>'),
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
  /** Seconds between two sweeps of the outbox. */
  SWEEP_SECONDS: z.coerce.number().min(1).default(15),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Env = z.infer<typeof schema>;

/** The process's configuration; an empty variable counts as not given. */
export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env =>
  schema.parse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== '')));
