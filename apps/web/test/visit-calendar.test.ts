import { expect, test } from 'vitest';
import { coordinatesOf, visitCalendar, type CalendarVisit } from '../src/lib/server/visit-calendar.ts';

const createdAt = new Date('2026-11-20T02:00:00Z');
const NOWHERE = { address: '', directions: '', mapLink: '' };
const visit = (
  appointment: Partial<CalendarVisit['appointment']> = {},
  { cancelled = false, place = NOWHERE }: Partial<Pick<CalendarVisit, 'cancelled' | 'place'>> = {},
) =>
  visitCalendar({
    title: 'Bu Rina, SD Melati',
    organisationName: 'SD Melati',
    place,
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
  expect(lines(visit({}, { cancelled: true }))).toContain('STATUS:CANCELLED');
});

test('the calendar shows the way: address, directions, and the place on the map', () => {
  const place = {
    address: 'Jl. Merdeka 1, Bandung',
    directions: 'Gerbang timur',
    mapLink: 'https://www.google.com/maps/place/SD+Melati/@-6.9175,107.6191,17z',
  };
  const shown = lines(visit({}, { place }));
  expect(shown).toContain('GEO:-6.9175;107.6191');
  expect(shown.find((line) => line.startsWith('LOCATION'))).toBe('LOCATION:SD Melati\\nJl. Merdeka 1\\, Bandung');
  expect(shown.find((line) => line.startsWith('DESCRIPTION'))).toContain(
    `Gerbang timur\\n${place.mapLink.replaceAll(',', '\\,')}`,
  );
  expect(lines(visit())).toContain('LOCATION:SD Melati');
});

test.each([
  [
    'https://www.google.com/maps/place/X/@-6.2,106.8,17z/data=!3m1!8m2!3d-6.2001!4d106.8166',
    { lat: -6.2001, lon: 106.8166 },
  ],
  ['https://maps.google.com/?q=-6.9175,107.6191', { lat: -6.9175, lon: 107.6191 }],
  ['https://www.google.com/maps/search/?api=1&query=47.5951518%2C-122.3316393', { lat: 47.5951518, lon: -122.3316393 }],
  ['https://www.openstreetmap.org/?mlat=48.8566&mlon=2.3522#map=17/48.85/2.35', { lat: 48.8566, lon: 2.3522 }],
  ['https://www.openstreetmap.org/#map=17/48.8566/2.3522', { lat: 48.8566, lon: 2.3522 }],
  ['https://maps.apple.com/?ll=50.894967,4.341626', { lat: 50.894967, lon: 4.341626 }],
  ['https://maps.app.goo.gl/Abc123', null],
  ['https://maps.google.com/?q=-96.9,107.6', null],
  ['', null],
])('the place in %s', (link, place) => {
  expect(coordinatesOf(link)).toEqual(place);
});
