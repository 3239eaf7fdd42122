import { describe, expect, test } from 'vitest';
import { readEnv } from '../src/env.ts';

const given = {
  DATABASE_URL: 'mysql://u:p@127.0.0.1:3306/sowan',
  REDIS_URL: 'redis://127.0.0.1:6379',
  PUBLIC_URL: 'https://tamu.example.org',
  QR_KEYS: '1:abc',
  WA_AUTH_KEY: '1:abc',
};

describe('the gateway refuses to start', () => {
  const wrong = [
    ['in production with another WhatsApp', { NODE_ENV: 'production', WA_SOCKET_URL: 'ws://127.0.0.1:1' }],
    ['with an address that is no WebSocket', { WA_SOCKET_URL: 'http://127.0.0.1:1' }],
    ['with a version that is none', { WA_CLIENT_VERSION: 'latest' }],
    ['with a pace turned round', { WA_PACE_MS_MIN: '9000', WA_PACE_MS_MAX: '8000' }],
    ['without a key for the credentials', { WA_AUTH_KEY: '' }],
  ] as const;
  for (const [name, changes] of wrong) {
    test(name, () => {
      expect(() => readEnv({ ...given, ...changes })).toThrow(Object.keys(changes).at(-1)?.replace('_MIN', '_MAX'));
    });
  }
});

test('in production another WhatsApp needs an explicit opt-in', () => {
  const opted = { NODE_ENV: 'production', WA_SOCKET_URL: 'ws://127.0.0.1:1', ALLOW_WA_SOCKET_URL: '1' };
  expect(readEnv({ ...given, ...opted }).WA_SOCKET_URL).toBe('ws://127.0.0.1:1');
});

test('left alone, it goes to the real WhatsApp in the library’s own version, at the pace that the admin has set', () => {
  const env = readEnv({ ...given, WA_CLIENT_VERSION: '' });
  expect(env).toMatchObject({ REDIS_NAMESPACE: 'sowan' });
  expect(env.WA_SOCKET_URL ?? env.WA_CLIENT_VERSION ?? env.WA_PACE_MS_MIN ?? env.WA_PACE_MS_MAX).toBeUndefined();
  expect(readEnv({ ...given, WA_CLIENT_VERSION: '2.3000.1' }).WA_CLIENT_VERSION).toEqual([2, 3000, 1]);
});
