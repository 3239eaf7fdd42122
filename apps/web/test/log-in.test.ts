import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword } from '@sowan/core/auth';
import { makeUser } from '@sowan/db/test';
import { openTestApp, type TestApp } from './request.ts';

let app: TestApp;
const password = 'a password for tests';
beforeAll(async () => {
  app = await openTestApp();
  const passwordHash = await hashPassword(password);
  for (const email of ['guessed@example.org', 'busy@example.org'])
    await makeUser(app.database.db, { email, passwordHash });
});
afterAll(() => app.close());

const attempt = (email: string, given: string, address: string = randomUUID()) =>
  app
    .as({ type: 'public' }, address)
    .auth.logIn({ email, password: given })
    .then(
      () => 'in',
      (error: Error) => error.message,
    );

test('guessing at one account is stopped, from however many addresses it comes', async () => {
  const answers: string[] = [];
  for (let i = 0; i < 10; i++) answers.push(await attempt('guessed@example.org', `guess ${String(i)}`));
  expect(answers.slice(0, 8).every((answer) => answer === 'login_failed')).toBe(true);
  expect(answers.slice(8)).toEqual(['too_many_attempts', 'too_many_attempts']);
  expect(await attempt('guessed@example.org', password)).toBe('too_many_attempts');
});

test("guessing at one guest's number is stopped, however it is written and whatever follows it", async () => {
  const guess = (phone: string) =>
    app
      .as({ type: 'public' })
      .portal.logIn({ phone, password: 'a guess' })
      .catch((error: Error) => error.message);
  const answers: unknown[] = [];
  for (let n = 1; n <= 4; n++) {
    answers.push(await guess(`081234567890 x${String(1_000_000 + n)}`));
    answers.push(await guess(`+6281234567890;isub=${String(200_000_000 + n)}`));
  }
  expect(new Set(answers)).toEqual(new Set(['guest_login_failed']));
  expect(await guess('0812 3456 7890')).toBe('too_many_attempts');
  expect(await guess('081234567890 ext. 7')).toBe('too_many_attempts');
  expect(await guess('0812 3456 7891')).toBe('guest_login_failed');
});

test('a whole staff may log in from one address', async () => {
  const address = randomUUID();
  for (let i = 0; i < 25; i++) expect(await attempt('busy@example.org', password, address)).toBe('in');
});
