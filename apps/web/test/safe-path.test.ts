import { expect, test } from 'vitest';
import { safePath } from '../src/lib/safe-path.ts';

test.each(['/', '/host', '/host/7?new=1#pass', '/admin/whatsapp'])('after the login %s may follow', (path) => {
  expect(safePath(path)).toBe(path);
});

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  'javascript:alert(1)',
  'host',
  '',
])('but the login never leads out of the app: %j', (path) => {
  expect(safePath(path)).toBeNull();
});

test('and without a wish there is none', () => {
  expect(safePath(null)).toBeNull();
});
