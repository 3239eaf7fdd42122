import { schema, type Db, type Tx } from '@sowan/db';
import { settingsSchema, type Settings } from './schemas.ts';

/** All settings, defaults filled in. One small query; a stored value that no longer fits falls back to its default. */
export async function readSettings(db: Db | Tx): Promise<Settings> {
  const rows = await db.select({ name: schema.settings.name, value: schema.settings.value }).from(schema.settings);
  const stored = Object.fromEntries(rows.map((row) => [row.name, row.value]));
  const shape = settingsSchema.shape;
  const valid = Object.entries(shape).filter(([name, field]) => field.safeParse(stored[name]).success);
  return settingsSchema.parse(Object.fromEntries(valid.map(([name]) => [name, stored[name]])));
}
