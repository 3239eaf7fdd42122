import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomeOfRefusal } from '../src/refusals.ts';
import { LONGEST_PAUSE_MS, reactionTo, type Close } from '../src/session/reconnect-policy.ts';

const codes = fc.oneof(
  fc.constantFrom(401, 402, 403, 405, 406, 408, 411, 428, 440, 500, 503, 515),
  fc.integer({ min: 0, max: 999 }),
);
const closes: fc.Arbitrary<Close> = fc.record({ code: codes, paired: fc.boolean(), attempt: fc.nat({ max: 10_000 }) });
const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('whatever closes a connection', () => {
  test('a pause is never negative and never longer than five minutes', () => {
    fc.assert(
      fc.property(closes, chances, (close, random) => {
        const reaction = reactionTo(close, random);
        if (!('delayMs' in reaction)) return;
        expect(reaction.delayMs).toBeGreaterThanOrEqual(0);
        expect(reaction.delayMs).toBeLessThanOrEqual(LONGEST_PAUSE_MS);
      }),
    );
  });

  test('only a device removed on its phone loses the credentials of a linked session', () => {
    fc.assert(
      fc.property(closes, chances, (close, random) => {
        const { do: what } = reactionTo({ ...close, paired: true }, random);
        expect(what === 'forget' || what === 'start_clean').toBe(close.code === 401);
      }),
    );
  });

  test('the server can’t make a session reconnect in a tight loop', () => {
    fc.assert(
      fc.property(codes, fc.boolean(), fc.integer({ min: 10, max: 10_000 }), (code, paired, attempt) => {
        const reaction = reactionTo({ code, paired, attempt }, 0.5);
        if ('delayMs' in reaction) expect(reaction.delayMs).toBeGreaterThan(LONGEST_PAUSE_MS / 3);
      }),
    );
  });

  test('no QR is shown for ever: what is not linked gives up after a few tries', () => {
    fc.assert(
      fc.property(codes, fc.integer({ min: 6, max: 10_000 }), chances, (code, attempt, random) => {
        expect(reactionTo({ code, paired: false, attempt }, random).do).toBe('wait_for_admin');
      }),
    );
  });

  test('a later failure never waits shorter, for the same luck', () => {
    fc.assert(
      fc.property(closes, chances, (close, random) => {
        const [now, later] = [reactionTo(close, random), reactionTo({ ...close, attempt: close.attempt + 1 }, random)];
        if ('delayMs' in now && 'delayMs' in later) expect(later.delayMs).toBeGreaterThanOrEqual(now.delayMs);
      }),
    );
  });
});

test('the reaction table is the one that was measured', () => {
  const word = (code: number, paired: boolean) => {
    const reaction = reactionTo({ code, paired, attempt: 0 }, 0.5);
    return 'failure' in reaction ? `${reaction.do} ${reaction.failure}` : `${reaction.do} ${reaction.delayMs}`;
  };
  const rows = [515, 408, 428, 503, 500, 440, 401, 402, 403, 406, 405, 411].map((code) => [
    code,
    word(code, true),
    word(code, false),
  ]);
  expect(rows).toEqual([
    [515, 'reconnect 0', 'reconnect 0'],
    [408, 'reconnect 500', 'wait_for_admin qr_timeout'],
    [428, 'reconnect 500', 'reconnect 500'],
    [503, 'reconnect 500', 'reconnect 500'],
    [500, 'reconnect 500', 'reconnect 500'],
    [440, 'come_back replaced', 'reconnect 500'],
    [401, 'forget logged_out', 'start_clean 500'],
    [402, 'wait_for_admin banned', 'wait_for_admin banned'],
    [403, 'wait_for_admin banned', 'wait_for_admin banned'],
    [406, 'wait_for_admin banned', 'wait_for_admin banned'],
    [405, 'wait_for_admin client_outdated', 'wait_for_admin client_outdated'],
    [411, 'wait_for_admin multi_device_mismatch', 'wait_for_admin multi_device_mismatch'],
  ]);
});

test('a message that is refused again does not count as another one', () => {
  expect(outcomeOfRefusal('479', 1)).toMatchObject({ refusal: { again: false } });
  expect(outcomeOfRefusal('479', 2)).toMatchObject({ refusal: { again: true } });
});

test('no refusal is answered by trying for ever', () => {
  fc.assert(
    fc.property(fc.integer({ min: 400, max: 599 }).map(String), (code) => {
      expect(outcomeOfRefusal(code, 5).do).toBe('fail');
    }),
  );
});
