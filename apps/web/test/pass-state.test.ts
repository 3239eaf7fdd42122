import { describe, expect, test } from 'vitest';
import { isShown, stateOf, type PassView } from '../src/routes/(public)/p/[token]/pass-state.ts';

/** 00:30 on Monday in Jakarta, still Sunday in London. */
const MONDAY = new Date('2026-11-22T17:30:00Z');
const HOUR_MS = 3_600_000;

type Appointment = NonNullable<PassView['appointment']>;

function passFor(appointment: Partial<Appointment> | null, view: Partial<PassView> = {}): PassView {
  return {
    token: 'T',
    place: { address: '', directions: '', mapLink: '' },
    kind: appointment ? 'appointment' : 'guest',
    valid: true,
    organisationName: 'SMP Negeri 3 Malang',
    timeZone: 'Asia/Jakarta',
    guestName: 'Siti',
    appointment: appointment && {
      status: 'scheduled',
      hostName: 'Rina',
      purpose: 'Rapor',
      companions: 0,
      scheduledAt: MONDAY,
      arrivedAt: null,
      hostAnswer: null,
      cancelRequestedAt: null,
      createdAt: MONDAY,
      updatedAt: MONDAY,
      ...appointment,
    },
    ...view,
  };
}
const hoursLater = (hours: number) => new Date(MONDAY.getTime() + hours * HOUR_MS);

describe('a pass page says', () => {
  test("valid all through the school's day, and on no other", () => {
    const pass = passFor({});
    expect(stateOf(pass, hoursLater(-1))).toBe('early');
    expect(stateOf(pass, hoursLater(0))).toBe('today');
    expect(stateOf(pass, hoursLater(23))).toBe('today');
    expect(stateOf(pass, hoursLater(24))).toBe('past');
  });

  test.each(['waiting', 'in_progress', 'completed', 'no_show'] as const)('%s as the visit stands', (status) => {
    expect(stateOf(passFor({ status }), MONDAY)).toBe(status);
  });

  test('cancelled rather than revoked, since cancelling revokes', () => {
    expect(stateOf(passFor({ status: 'cancelled' }, { valid: false }), MONDAY)).toBe('cancelled');
    expect(stateOf(passFor({}, { valid: false }), MONDAY)).toBe('revoked');
  });

  test("that a guest's own pass stands for every visit, until it is revoked", () => {
    expect(stateOf(passFor(null), MONDAY)).toBe('standing');
    expect(stateOf(passFor(null, { valid: false }), MONDAY)).toBe('revoked');
  });
});

test('only a code that still opens the door is shown', () => {
  expect((['today', 'early', 'standing'] as const).every(isShown)).toBe(true);
  const spent = ['past', 'waiting', 'in_progress', 'completed', 'no_show', 'cancelled', 'revoked'] as const;
  expect(spent.some(isShown)).toBe(false);
});
