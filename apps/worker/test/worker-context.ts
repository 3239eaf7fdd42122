import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { generateKeyringSpec } from '@sowan/qr';
import { openContext } from '../src/context.ts';
import { readEnv } from '../src/env.ts';

/** A worker's context on a test's own database, with queues and keys that nobody else has. */
export function openTestContext(databaseUrl: string, dataDir = '/nonexistent'): ReturnType<typeof openContext> {
  return openContext(
    readEnv({
      DATABASE_URL: databaseUrl,
      REDIS_URL: inject('redisUrl'),
      REDIS_NAMESPACE: `test-${randomUUID()}`,
      PUBLIC_URL: 'https://tamu.example.org',
      QR_KEYS: generateKeyringSpec(),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
    }),
  );
}
