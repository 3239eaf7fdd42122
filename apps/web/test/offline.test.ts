import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  judge,
  serverNow,
  withVisit,
  type KeptRoster,
  type RosterVisit,
} from '../src/routes/(staff)/desk/offline/judge.ts';
import { hashOf, tokenIn } from '../src/routes/(staff)/desk/offline/token.ts';

const TOKEN = '0123456789ABCDEFGHJKMNPQRSTVWXYZ01234567';
const NOON = new Date('2026-11-23T05:00:00Z');
const minutes = (n: number) => n * 60_000;
const after = (ms: number) => new Date(NOON.getTime() + ms);

const visit = (id: number, given: Partial<RosterVisit> = {}): RosterVisit => ({
  id,
  guestName: `Guest ${String(id)}`,
  hostName: 'Bu Rina',
  companions: 0,
  scheduledAt: NOON,
  status: 'scheduled',
  arrivedAt: null,
  admittedDesk: null,
  ...given,
});
const kept = (visits: RosterVisit[], given: { revoked?: boolean; keptAt?: Date } = {}): KeptRoster => ({
  keptAt: given.keptAt ?? NOON,
  roster: {
    day: '2026-11-23',
    dayEndsAt: after(minutes(12 * 60)),
    now: NOON,
    graceMinutes: 10,
    salt: 'aa',
    visits,
    codes: [{ hash: 'h', visitIds: visits.map(({ id }) => id), revoked: given.revoked ?? false }],
  },
});

describe('the code in what a scanner read', () => {
  test.each([
    ['the address, in any case', `HTTPS://TAMU.EXAMPLE.ORG/P/${TOKEN}`],
    ['with what a browser adds', `https://tamu.example.org/p/${TOKEN.toLowerCase()}?x=1#y`],
    ['typed in groups', `${TOKEN.replaceAll(/.{4}/g, '$& ')}\r\n`],
    ['with look-alikes', TOKEN.replaceAll('0', 'O').replaceAll('1', 'l')],
    ['after what some scanners put in front', `]Q1${TOKEN}`],
  ])('%s', (_name, scanned) => expect(tokenIn(scanned)).toBe(TOKEN));

  test.each(['', 'https://example.org/menu', TOKEN.slice(1), `${TOKEN}A`, TOKEN.replace('2', 'U')])(
    '%s is none',
    (text) => expect(tokenIn(text)).toBeNull(),
  );

  test('is hashed as the server does', async () => {
    const expected = createHash('sha256').update(`salt${TOKEN}`).digest('hex');
    expect(await hashOf('salt', TOKEN)).toBe(expected);
  });
});

describe('a desk without line', () => {
  test('lets in whom the list expects, once', () => {
    const list = kept([visit(1)]);
    expect(judge(list, 'h', NOON)).toMatchObject({ shown: 'admitted', late: false, visit: { id: 1 } });
    const noted = withVisit(list, 1, { status: 'waiting', arrivedAt: NOON, admittedDesk: 'Gate' });
    expect(judge(noted, 'h', NOON)).toMatchObject({
      shown: 'refused',
      reason: 'already_in',
      visit: { admittedDesk: 'Gate' },
    });
  });

  test('refuses what the list says is cancelled, revoked or over, and what is no code of ours', () => {
    expect(judge(kept([visit(1, { status: 'cancelled' })], { revoked: true }), 'h', NOON)).toMatchObject({
      reason: 'cancelled',
    });
    expect(judge(kept([visit(1)], { revoked: true }), 'h', NOON)).toMatchObject({ reason: 'revoked' });
    expect(judge(kept([visit(1, { status: 'completed' })]), 'h', NOON)).toMatchObject({ reason: 'finished' });
    expect(judge(kept([visit(1)]), null, NOON)).toMatchObject({ shown: 'refused', reason: 'wrong_format' });
  });

  test('cannot tell about codes that are not on its list, on yesterday’s list, or without one', () => {
    expect(judge(kept([visit(1)]), 'x', NOON)).toMatchObject({ shown: 'unknown', reason: 'not_listed' });
    expect(judge(kept([visit(1)]), 'h', after(minutes(13 * 60)))).toMatchObject({
      shown: 'unknown',
      reason: 'list_old',
    });
    expect(judge(null, 'h', NOON)).toMatchObject({ shown: 'unknown', reason: 'no_list' });
  });

  test('takes a standing pass for the visit its guest is in the house for, else the next one', () => {
    const later = visit(2, { scheduledAt: after(minutes(60)) });
    const meant = (first: Partial<RosterVisit>) => judge(kept([visit(1, first), later]), 'h', NOON);
    expect(meant({ status: 'in_progress' })).toMatchObject({ reason: 'already_in', visit: { id: 1 } });
    expect(meant({ status: 'completed' })).toMatchObject({ shown: 'admitted', visit: { id: 2 } });
    expect(meant({ status: 'cancelled' })).toMatchObject({ shown: 'admitted', visit: { id: 2 } });
  });

  test('knows late by the time that passed since the list came, however wrong its own clock', () => {
    const wrong = new Date('2019-01-01T00:00:00Z');
    const list = kept([visit(1)], { keptAt: wrong });
    const at = (ms: number) => new Date(wrong.getTime() + ms);
    expect(serverNow(list, at(minutes(5)))).toEqual(after(minutes(5)));
    expect(judge(list, 'h', at(minutes(10)))).toMatchObject({ late: false });
    expect(judge(list, 'h', at(minutes(10) + 1))).toMatchObject({ late: true });
  });
});
