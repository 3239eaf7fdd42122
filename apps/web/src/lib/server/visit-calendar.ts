import ical, { ICalCalendarMethod, ICalEventStatus, type ICalLocation } from 'ical-generator';

/** A visit has no agreed end; calendars want one. */
const MINUTES = 30;

export interface CalendarVisit {
  title: string;
  organisationName: string;
  place: { address: string; directions: string; mapLink: string };
  token: string;
  /** Origin of the web app. */
  publicUrl: string;
  appointment: { purpose: string; scheduledAt: Date; createdAt: Date; updatedAt: Date };
  cancelled: boolean;
}

/**
 * The visit as iCalendar (RFC 5545), in UTC. The identifier is the pass's and the sequence counts seconds since the booking, so
 * that a calendar takes a later file for a change of the same event.
 */
export function visitCalendar(visit: CalendarVisit): string {
  const { appointment, publicUrl, token, place } = visit;
  const { createdAt, updatedAt, scheduledAt } = appointment;
  const url = new URL(`/p/${token}`, publicUrl);
  const calendar = ical({ prodId: { company: 'Sowan', product: 'Sowan' }, method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    id: `${token.toLowerCase()}@${url.hostname}`,
    sequence: Math.max(0, Math.floor((updatedAt.getTime() - createdAt.getTime()) / 1000)),
    stamp: updatedAt,
    start: scheduledAt,
    end: new Date(scheduledAt.getTime() + MINUTES * 60_000),
    summary: visit.title,
    description: [appointment.purpose, place.directions, place.mapLink, url.href].filter(Boolean).join('\n'),
    location: locationOf(visit),
    url: url.href,
    status: visit.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return calendar.toString();
}

/** LOCATION, and GEO where the map link says it. */
function locationOf({ organisationName, place: { address, mapLink } }: CalendarVisit): ICalLocation {
  const geo = coordinatesOf(mapLink);
  return { title: organisationName, ...(address && { address }), ...(geo && { geo }) };
}

const PAIR = String.raw`(-?\d{1,2}(?:\.\d+)?)(?:,|%2C|\/)(-?\d{1,3}(?:\.\d+)?)`;
/** Where Google Maps, OpenStreetMap and Apple Maps keep the place in a link; short links name none. */
const PLACES = [
  new RegExp(String.raw`!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)`),
  new RegExp(String.raw`[?&](?:q|query|ll|destination)=(?:loc:)?${PAIR}`),
  /[?&]mlat=(-?[\d.]+)&mlon=(-?[\d.]+)/,
  new RegExp(`@${PAIR}`),
  new RegExp(String.raw`#map=\d+\/${PAIR}`),
];

/** Degrees north and east that a map's link points to; null where it has none. */
export function coordinatesOf(mapLink: string): { lat: number; lon: number } | null {
  for (const place of PLACES) {
    const [, lat, lon] = (place.exec(mapLink) ?? []).map(Number);
    if (lat === undefined || lon === undefined) continue;
    if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return { lat, lon };
  }
  return null;
}
