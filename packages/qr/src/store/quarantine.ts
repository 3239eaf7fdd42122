import type { ImageDriver } from './driver.ts';

const ROOT = 'quarantine';
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** The folder for files quarantined on this day (UTC): `quarantine/2026-03-02`. */
export function quarantineFolder(day: Date): string {
  return `${ROOT}/${day.toISOString().slice(0, 10)}`;
}

/** Removes what was quarantined more than 30 days ago (D13) and says how many files that were. */
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
