import { test } from '@playwright/test';

const ZONE = 'Asia/Jakarta';
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, timeStyle: 'medium' });
const DAY_MS = 86_400_000;
/** What a test needs of one and the same day between booking and the last scan. */
const ROOM_MS = 150_000;

/** Milliseconds until midnight at the demo's school. */
function leftToday(): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.format(new Date()).split(':').map(Number);
  return DAY_MS - ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/**
 * An instant `minutes` from now that is today at the school, and leaves time to be scanned today: in the last minutes of a day it
 * waits for the next one to begin.
 */
export async function soonToday(minutes = 1): Promise<Date> {
  const left = leftToday();
  if (left < ROOM_MS) {
    test.setTimeout(test.info().timeout + left);
    await new Promise((resolve) => setTimeout(resolve, left + 1000));
  }
  return new Date(Date.now() + minutes * 60_000);
}

/** An instant as a form's date and time fields want it, by the school's clock. */
export function inForm(instant: Date): { date: string; time: string } {
  const text = new Intl.DateTimeFormat('sv', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' }).format(
    instant,
  );
  const [date = '', time = ''] = text.split(' ');
  return { date, time };
}
