import { expect, test } from 'vitest';
import { visitCalendar, type CalendarVisit } from '../src/lib/server/visit-calendar.ts';

const createdAt = new Date('2026-11-20T02:00:00Z');
const visit = (appointment: Partial<CalendarVisit['appointment']> = {}, cancelled = false) =>
  visitCalendar({
    title: 'Bu Rina, SD Melati',
    organisationName: 'SD Melati',
    token: 'AB12',
    publicUrl: 'https://tamu.example.org',
    appointment: {
      purpose: 'Rapor; nilai, dan\nperilaku',
      scheduledAt: new Date('2026-11-30T17:30:00Z'),
      createdAt,
      updatedAt: createdAt,
      ...appointment,
    },
    cancelled,
  });
const lines = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

test('a visit is in the calendar at its instant, whatever the zone of the phone', () => {
  expect(lines(visit())).toEqual(
    expect.arrayContaining([
      'UID:ab12@tamu.example.org',
      'SEQUENCE:0',
      'DTSTART:20261130T173000Z',
      'DTEND:20261130T180000Z',
      'STATUS:CONFIRMED',
      'DESCRIPTION:Rapor\\; nilai\\, dan\\nperilaku\\nhttps://tamu.example.org/p/AB12',
    ]),
  );
});

test('a visit that was moved replaces the entry made before', () => {
  const moved = lines(
    visit({ scheduledAt: new Date('2026-12-01T02:00:00Z'), updatedAt: new Date('2026-11-21T02:00:00Z') }),
  );
  expect(moved).toEqual(
    expect.arrayContaining(['UID:ab12@tamu.example.org', 'SEQUENCE:86400', 'DTSTART:20261201T020000Z']),
  );
});

test('a cancelled visit is struck out', () => {
  expect(lines(visit({}, true))).toContain('STATUS:CANCELLED');
});
