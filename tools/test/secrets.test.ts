import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { leaksIn } from '../test-run/secrets.ts';

const KEYS = Array.from({ length: 100 }, () => randomBytes(32));
const FORMS: Record<string, (key: Buffer) => string> = {
  'in Base64': (key) => key.toString('base64'),
  'in hex': (key) => key.toString('hex'),
  'as Node prints a buffer': (key) => inspect(key),
  'as Node prints an array of bytes': (key) => inspect(new Uint8Array(key)),
  'as JSON': (key) => JSON.stringify({ private: key }),
  'in a keyring': (key) => `WA_AUTH_KEY=1:${key.toString('base64')}`,
};

for (const [form, print] of Object.entries(FORMS)) {
  test(`a key is noticed ${form}, and not repeated`, () => {
    for (const key of KEYS) {
      const text = print(key);
      const leaks = leaksIn(`gateway   10:00:00 warn  \u001b[33mlost\u001b[39m ${text} and so on`);
      expect(leaks.length).toBeGreaterThan(0);
      expect(JSON.stringify(leaks)).not.toContain(text.slice(0, 20));
    }
  });
}

test('so are a key in PEM, a session of libsignal, a pass and a token', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  for (const text of [pem, 'Closing session: SessionEntry {', 'GET /p/A40J6HB7A40J6HB7A40J6HB7']) {
    expect(leaksIn(text)).not.toEqual([]);
  }
  const token = `aB3dEf${randomBytes(24).toString('base64url')}XyZ7`;
  expect(leaksIn(`cookie=${token}`)).toMatchObject([{ shape: 'a token' }]);
});

test('what tests print on a good day is none', () => {
  const day = [
    ' ✓  wa-gateway  apps/wa-gateway/test/chaos.test.ts (1 test) 48768ms',
    'gateway   10:48:56 info  message handled messageId=304 attempt=1 do="sent" sessionId=2',
    'web       10:48:56 info  listening url="http://127.0.0.1:40123" request="3f0c9a52-5d0e-4c58-9e3f-0a2b7b1c55aa"',
    '3EB01914BACE68AAF0C313 delivered to /work/a-folder/with-quite-a-long-name-2026/node_modules/.pnpm/bullmq@6.7.0_ioredis@6.0.0',
  ];
  expect(leaksIn(day.join('\n'))).toEqual([]);
});
