import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/** A visit has no agreed end; calendars want one. */
const MINUTES = 30;

export interface CalendarVisit {
  title: string;
  organisationName: string;
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
  const { appointment, publicUrl, token } = visit;
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
    description: `${appointment.purpose}\n${url.href}`,
    location: visit.organisationName,
    url: url.href,
    status: visit.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return calendar.toString();
}
