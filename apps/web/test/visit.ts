import type { Actor } from '@sowan/core';
import type { TestApp } from './request.ts';

let phones = 0;

const MINUTE_MS = 60_000;
/** Jakarta knows no summer time. */
const JAKARTA_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** A minute from now, or the end of today in Jakarta if that comes first: a scan that follows at once finds it today. */
function soonToday(): Date {
  const now = Date.now();
  const lastToday = Math.ceil((now + JAKARTA_MS + 1) / DAY_MS) * DAY_MS - JAKARTA_MS - 1;
  return new Date(Math.min(now + MINUTE_MS, lastToday));
}

/** Books a visit to this host for a new guest a few minutes from now; gives its id and its pass's token. */
export async function bookVisit(app: TestApp, host: Actor, guestName = 'Budi Santoso') {
  const booked = await app.as(host).appointments.book({
    guestName,
    guestPhone: `0812${String(20_000_000 + ++phones)}`,
    purpose: 'Rapor',
    scheduledAt: soonToday().toISOString(),
  });
  return { id: booked.id, token: booked.passToken };
}
