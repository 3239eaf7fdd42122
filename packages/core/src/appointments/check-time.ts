import type { Db, Tx } from '@sowan/db';
import { closedDayNames } from '../closed-days/index.ts';
import { dayOf } from '../time.ts';
import { checkBookable, checkOpen, type BookingPolicy } from './rules.ts';

/**
 * Throws INVALID unless an appointment may be agreed for that instant: `in_the_past`, `too_soon`, `too_far_ahead`,
 * `school_closed`. For booking and for moving alike.
 */
export async function checkTime(db: Db | Tx, scheduledAt: Date, now: Date, policy: BookingPolicy): Promise<void> {
  checkBookable(scheduledAt, now, policy);
  const day = dayOf(scheduledAt, policy.timeZone);
  checkOpen(scheduledAt, policy, await closedDayNames(db, day, day));
}
