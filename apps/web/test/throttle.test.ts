import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { connectRedis } from '@sowan/jobs';
import type { Services } from '../src/lib/server/services.ts';
import { throttle } from '../src/lib/server/throttle.ts';

test('guessing stays slow while Redis is away, and who guesses right gets in', async () => {
  const redis = connectRedis({ url: 'redis://127.0.0.1:1' }).on('error', () => undefined);
  const shared = { redis, log: { warn: () => undefined } } as unknown as Services;
  const key = randomUUID();
  const attempt = () =>
    throttle(shared, 'account', key).then(
      () => 'counted',
      (error: Error) => error.message,
    );
  const answers: string[] = [];
  for (let i = 0; i < 9; i++) answers.push(await attempt());
  expect(answers.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 'counted'));
  expect(answers[8]).toBe('RATE_LIMITED: too_many_attempts');
  redis.disconnect();
});
