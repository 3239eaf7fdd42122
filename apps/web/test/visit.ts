import type { Actor } from '@sowan/core';
import type { TestApp } from './request.ts';

let phones = 0;

/** Books a visit to this host for a new guest a few minutes from now; gives its id and its pass's token. */
export async function bookVisit(app: TestApp, host: Actor, guestName = 'Budi Santoso') {
  const booked = await app.as(host).appointments.book({
    guestName,
    guestPhone: `0812${String(20_000_000 + ++phones)}`,
    purpose: 'Rapor',
    // A minute ahead, so that the test can only fail around midnight in Jakarta by a minute.
    scheduledAt: new Date(Date.now() + 60_000).toISOString(),
  });
  return { id: booked.id, token: booked.passToken };
}
