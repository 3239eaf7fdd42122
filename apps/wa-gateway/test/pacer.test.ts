import { expect, test } from 'vitest';
import { Pacer } from '../src/pacer.ts';

const never = new AbortController().signal;
/** Timers may ring a millisecond early. */
const EARLY_MS = 2;

test('the first message goes at once, each later one a pause after the one before', async () => {
  const pacer = new Pacer({ minMs: 30, maxMs: 60 });
  expect(await pacer.turn(never)).toBe(true);
  for (let n = 0; n < 3; n++) {
    const took = performance.now();
    pacer.took();
    await pacer.turn(never);
    expect(performance.now() - took).toBeGreaterThanOrEqual(30 - EARLY_MS);
  }
});

test('a turn nobody took costs the next one no pause', async () => {
  const pacer = new Pacer({ minMs: 3_600_000, maxMs: 3_600_000 });
  await pacer.turn(never);
  expect(await pacer.turn(never)).toBe(true);
});

test('whoever waits for a turn is let go when the gateway stops', async () => {
  const pacer = new Pacer({ minMs: 3_600_000, maxMs: 3_600_000 });
  pacer.took();
  const stopping = new AbortController();
  const turn = pacer.turn(stopping.signal);
  stopping.abort();
  expect(await turn).toBe(false);
});
