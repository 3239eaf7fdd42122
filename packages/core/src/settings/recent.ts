import type { Db } from '@sowan/db';
import { readSettings } from './read.ts';
import type { Settings } from './schemas.ts';

/** Oldest settings the desk may go by. */
const FRESH_MS = 3000;

const kept = new WeakMap<Db, { settings: Promise<Settings>; until: number }>();

/** Settings at most three seconds old, for what is asked many times a second; a change made by this process shows at once. */
export function recentSettings(db: Db): Promise<Settings> {
  const known = kept.get(db);
  if (known && performance.now() < known.until) return known.settings;
  const settings = readSettings(db);
  kept.set(db, { settings, until: performance.now() + FRESH_MS });
  settings.catch(() => kept.delete(db));
  return settings;
}

export const forgetSettings = (db: Db): boolean => kept.delete(db);
