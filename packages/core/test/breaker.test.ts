import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterAcceptance,
  afterRefusal,
  breakerState,
  CLOSED,
  halfOpened,
  type Breaker,
} from '../src/whatsapp/breaker.ts';
import { after, days, hours, minutes, MORNING } from './world.ts';

const OF_ACCOUNT = { reason: 'whatsapp_restricted', ofAccount: true };
const OF_MESSAGE = { reason: 'whatsapp_refused', ofAccount: false };
const pauseOf = ({ openUntil, openedAt }: Breaker) => (openUntil?.getTime() ?? 0) - (openedAt?.getTime() ?? 0);

describe('the breaker', () => {
  test('opens for an hour at the first refusal of the account', () => {
    const open = afterRefusal(CLOSED, OF_ACCOUNT, MORNING);
    expect(open).toMatchObject({ reason: 'whatsapp_restricted', openUntil: after(MORNING, hours(1)), trips: 1 });
    expect(breakerState(open, after(MORNING, minutes(59)))).toBe('open');
    expect(breakerState(open, after(MORNING, hours(1)))).toBe('half_open');
  });

  test('is not opened for longer by a refusal that it is told of twice', () => {
    const open = afterRefusal(CLOSED, OF_ACCOUNT, MORNING);
    expect(afterRefusal(open, OF_ACCOUNT, after(MORNING, minutes(1)))).toEqual(open);
  });

  test('opens at the fifth refusal of single messages in a row', () => {
    let breaker = CLOSED;
    for (let n = 0; n < 4; n++) breaker = afterRefusal(breaker, OF_MESSAGE, MORNING);
    expect(breakerState(breaker, MORNING)).toBe('closed');
    const accepted = afterAcceptance(breaker, MORNING);
    expect(breakerState(afterRefusal(accepted, OF_MESSAGE, MORNING), MORNING)).toBe('closed');
    expect(breakerState(afterRefusal(breaker, OF_MESSAGE, MORNING), MORNING)).toBe('open');
  });

  test('is not opened by one message, however often it is refused', () => {
    let breaker = afterRefusal(CLOSED, OF_MESSAGE, MORNING);
    for (let n = 0; n < 8; n++) breaker = afterRefusal(breaker, { ...OF_MESSAGE, again: true }, MORNING);
    expect(breaker).toEqual({ ...CLOSED, refusals: 1 });
    expect(breakerState(afterRefusal(breaker, { ...OF_ACCOUNT, again: true }, MORNING), MORNING)).toBe('open');
  });

  test('stays open twice as long when the try is refused, but never longer than a day', () => {
    let breaker = afterRefusal(CLOSED, OF_ACCOUNT, MORNING);
    const pauses = [pauseOf(breaker)];
    for (let n = 0; n < 6; n++) {
      breaker = afterRefusal(breaker, OF_ACCOUNT, breaker.openUntil ?? MORNING);
      pauses.push(pauseOf(breaker));
    }
    expect(pauses.map((ms) => ms / hours(1))).toEqual([1, 2, 4, 8, 16, 24, 24]);
  });

  test('closes when the try is accepted, and remembers for two days that it was open', () => {
    const open = afterRefusal(CLOSED, OF_ACCOUNT, MORNING);
    const closed = afterAcceptance(open, after(MORNING, hours(1)));
    expect(breakerState(closed, after(MORNING, hours(1)))).toBe('closed');
    expect(pauseOf(afterRefusal(closed, OF_ACCOUNT, after(MORNING, hours(2))))).toBe(hours(2));
    expect(pauseOf(afterRefusal(closed, OF_ACCOUNT, after(MORNING, days(3))))).toBe(hours(1));
  });

  test('is tried at once when the admin says so', () => {
    const open = afterRefusal(CLOSED, OF_ACCOUNT, MORNING);
    expect(breakerState(halfOpened(open, MORNING), MORNING)).toBe('half_open');
    expect(halfOpened(CLOSED, MORNING)).toEqual(CLOSED);
  });
});

test('whatever is answered and when: open only after a refusal, an hour to a day, closed by nothing but an accepted try', () => {
  const step = fc.record({
    answer: fc.constantFrom('accepted' as const, 'account' as const, 'message' as const),
    afterMs: fc.integer({ min: 0, max: days(3) }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let breaker = CLOSED;
      let now = MORNING;
      for (const { answer, afterMs } of steps) {
        now = after(now, afterMs);
        const before = breakerState(breaker, now);
        const next =
          answer === 'accepted'
            ? afterAcceptance(breaker, now)
            : afterRefusal(breaker, answer === 'account' ? OF_ACCOUNT : OF_MESSAGE, now);
        const state = breakerState(next, now);
        if (answer === 'account') expect(state).toBe('open');
        if (answer === 'accepted') expect(state).toBe(before === 'open' ? 'open' : 'closed');
        if (state === 'open' && next.openedAt === now) {
          expect(pauseOf(next)).toBeGreaterThanOrEqual(hours(1));
          expect(pauseOf(next)).toBeLessThanOrEqual(days(1));
        }
        if (state === 'closed') expect(next.reason).toBeNull();
        else expect(next.reason).not.toBeNull();
        expect(next.refusals).toBeLessThan(5);
        breaker = next;
      }
    }),
  );
});
