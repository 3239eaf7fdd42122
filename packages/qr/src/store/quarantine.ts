import type { ImageDriver } from './driver.ts';

const ROOT = 'quarantine';
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** Where a file goes that is quarantined today (UTC): `quarantine/2026-03-02/ab_abcd….png`. */
export function quarantineName(name: string, today: Date): string {
  return `${ROOT}/${today.toISOString().slice(0, 10)}/${name.replaceAll('/', '_')}`;
}

/** Removes what was quarantined more than 30 days ago (D13); answers how many files that were. */
export async function purgeQuarantine(driver: ImageDriver, now: Date): Promise<number> {
  let purged = 0;
  for (const day of await driver.folders(ROOT)) {
    const age = now.getTime() - Date.parse(day);
    if (!(age > KEPT_DAYS * DAY_MS)) continue;
    for (const file of await driver.list(`${ROOT}/${day}`)) {
      await driver.remove(file.name);
      purged++;
    }
  }
  return purged;
}
