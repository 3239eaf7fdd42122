import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock } from '@sowan/core';
import { Pacer, waitBefore, type SendingRules } from '../src/pacer.ts';

const never = new AbortController().signal;
const HOUR_MS = 3_600_000;
const NOW = new Date('2026-11-23T02:00:00Z');
const CLOSED = { openUntil: null, openedAt: null, reason: null, trips: 0, refusals: 0 };
const rules = (changes: Partial<SendingRules> = {}): SendingRules => ({
  pace: { minMs: 30, maxMs: 60 },
  paused: false,
  breaker: CLOSED,
  ...changes,
});
const slow = rules({ pace: { minMs: HOUR_MS, maxMs: HOUR_MS } });

describe('a message waits', () => {
  const open = (ms: number) => ({ ...CLOSED, openUntil: new Date(NOW.getTime() + ms), reason: 'whatsapp_restricted' });
  test.each<[string, SendingRules, number, number]>([
    ['for what is left of the pause', rules(), 10, 35],
    ['no longer when the pause is over', rules(), 45, 0],
    ['for the end of an open breaker', rules({ breaker: open(5000) }), 45, 5000],
    ['not for a breaker that is half open', rules({ breaker: open(-1) }), 45, 0],
    ['without an end while the admin has paused', rules({ paused: true }), 45, Infinity],
  ])('%s', (_, given, sinceLastMs, waitMs) => {
    expect(waitBefore(given, NOW, { sinceLastMs, share: 0.5 })).toBe(waitMs);
  });
});

test('whatever the pace and the chance, two messages are never closer than the least pause nor further than the most', () => {
  const pause = fc.nat(60_000);
  fc.assert(
    fc.property(
      pause,
      pause,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(120_000),
      (a, b, share, sinceLastMs) => {
        const pace = { minMs: Math.min(a, b), maxMs: Math.max(a, b) };
        const waitMs = waitBefore(rules({ pace }), NOW, { sinceLastMs, share });
        expect(sinceLastMs + waitMs).toBeGreaterThanOrEqual(pace.minMs);
        if (waitMs > 0) expect(sinceLastMs + waitMs).toBeLessThanOrEqual(pace.maxMs + 0.001);
      },
    ),
  );
});

test('each message goes a pause after the one before, the first one a pause after the start', async () => {
  let last = performance.now();
  const pacer = new Pacer(rules(), systemClock);
  for (let n = 0; n < 3; n++) {
    expect(await pacer.turn(never)).toBe(true);
    expect(performance.now() - last).toBeGreaterThanOrEqual(30);
    last = performance.now();
    pacer.took();
  }
});

test('a change of the pace is gone by at once', async () => {
  const pacer = new Pacer(slow, systemClock);
  const turn = pacer.turn(never);
  pacer.update(rules());
  expect(await turn).toBe(true);
});

test('an older look at the breaker does not close it, and the admin’s own does', async () => {
  const openedAt = new Date();
  const openUntil = new Date(Date.now() + HOUR_MS);
  const pacer = new Pacer(rules({ pace: { minMs: 0, maxMs: 0 } }), systemClock);
  pacer.breaker = { ...CLOSED, openUntil, openedAt, reason: 'whatsapp_restricted', trips: 1 };
  pacer.update(rules());
  expect(pacer.breaker.openUntil).toEqual(openUntil);
  const turn = pacer.turn(never);
  pacer.update(rules({ pace: { minMs: 0, maxMs: 0 }, breaker: { ...pacer.breaker, openUntil: new Date() } }));
  expect(await turn).toBe(true);
});

test('whoever waits for a turn is let go when the gateway stops', async () => {
  const pacer = new Pacer(slow, systemClock);
  const stopping = new AbortController();
  const turn = pacer.turn(stopping.signal);
  stopping.abort();
  expect(await turn).toBe(false);
});
