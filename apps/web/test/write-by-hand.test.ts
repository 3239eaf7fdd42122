import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAttachment } from '@sowan/core/messages';
import { isLight } from '../src/lib/server/body-limit.ts';
import { openTestApp, type TestApp } from './request.ts';

let app: TestApp;
let admin: ReturnType<TestApp['as']>;
beforeAll(async () => {
  app = await openTestApp();
  admin = app.as(await app.user('admin'));
});
afterAll(() => app.close());

const file = (base64: string) => ({ name: 'denah/lantai 1.png', mime: 'image/png', base64 });

test('a file written by hand is kept byte for byte, under a name that a phone can store', async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 128]);
  const { id } = await admin.messages.write({ to: '0812 9000 0001', file: file(bytes.toString('base64')) });
  const kept = await readAttachment({ db: app.database.db }, id);
  expect(kept).toEqual({ name: 'denah_lantai 1.png', mime: 'image/png', bytes });
  expect(await admin.messages.get({ id })).toMatchObject({ kind: 'by_hand', file: { name: 'denah_lantai 1.png' } });
});

test('a file that is none, or too large, is said beside its field', async () => {
  const wrong = { to: '0812 9000 0002', file: file('not base64!') };
  await expect(admin.messages.write(wrong)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  const large = { to: '0812 9000 0002', file: file(Buffer.alloc(8 * 1024 * 1024 + 1).toString('base64')) };
  const error: unknown = await admin.messages.write(large).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'BAD_REQUEST' });
  expect(String(Reflect.get(Object(error), 'cause'))).toContain('file_too_large');
});

test.each([
  ['a form', { 'content-length': '2000' }, true],
  ['nothing', {}, true],
  ['a file', { 'content-length': '600000' }, false],
  ['what does not say how long it is', { 'transfer-encoding': 'chunked' }, false],
])('a stranger may send %s, as far as it is light', (_, headers, allowed) => {
  expect(isLight(new Headers(headers as Record<string, string>))).toBe(allowed);
});
