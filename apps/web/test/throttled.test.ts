import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttled } from '../src/lib/throttled.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the first news is answered at once, a burst after it once more', () => {
  const work = vi.fn();
  const ask = throttled(work, 1000);
  ask();
  expect(work).toHaveBeenCalledTimes(1);
  for (let news = 0; news < 50; news++) ask();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5000);
  expect(work).toHaveBeenCalledTimes(2);
  ask();
  expect(work).toHaveBeenCalledTimes(3);
});

test('a page that is left asks no more', () => {
  const work = vi.fn();
  const ask = throttled(work, 1000);
  ask();
  ask();
  ask.stop();
  vi.advanceTimersByTime(5000);
  expect(work).toHaveBeenCalledTimes(1);
});
