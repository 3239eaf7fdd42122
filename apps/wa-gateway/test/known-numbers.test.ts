import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KnownNumbers } from '../src/known-numbers.ts';

const NUMBER = '+6281234567890';
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('a number is asked for once a day', async () => {
  const ask = vi.fn((phone: string) => Promise.resolve<string | null>(`${phone}@s`));
  const numbers = new KnownNumbers();
  for (let n = 0; n < 3; n++) expect(await numbers.find(NUMBER, ask)).toBe(`${NUMBER}@s`);
  expect(ask).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(24 * 3_600_000);
  await numbers.find(NUMBER, ask);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('a number that is not on WhatsApp is asked for again: it may join any moment', async () => {
  const ask = vi.fn(() => Promise.resolve<string | null>(null));
  const numbers = new KnownNumbers();
  expect(await numbers.find(NUMBER, ask)).toBeNull();
  expect(await numbers.find(NUMBER, ask)).toBeNull();
  expect(ask).toHaveBeenCalledTimes(2);
});

test('however many numbers there are, five thousand are kept', async () => {
  const ask = vi.fn((phone: string) => Promise.resolve<string | null>(phone));
  const numbers = new KnownNumbers();
  for (let n = 0; n <= 5000; n++) await numbers.find(`+${n}`, ask);
  await numbers.find('+5000', ask);
  expect(ask).toHaveBeenCalledTimes(5001);
  await numbers.find('+0', ask);
  expect(ask).toHaveBeenCalledTimes(5002);
});
