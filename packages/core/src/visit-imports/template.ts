import { eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { formatCsv } from '../csv.ts';
import { readSettings } from '../settings/index.ts';
import { wallClock } from '../time.ts';
import { REQUIRED, type Column } from './columns.ts';

const { users } = schema;
const OPTIONAL: readonly Column[] = ['host', 'email', 'companions', 'language'];
const DAY_MS = 86_400_000;

/** An empty file with every column and a line to write over, for a day to come. */
export async function importTemplate(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>): Promise<string> {
  authorise(ctx.actor, 'appointment.import');
  const { timeZone } = await readSettings(ctx.db);
  const { date } = wallClock(new Date(ctx.clock.now().getTime() + 7 * DAY_MS), timeZone);
  const host = await exampleHost(ctx);
  const example = ['Siti Aminah', '0812 3456 7890', date, '09:00', 'Rapor', host, '', 0, 'id'];
  return formatCsv([...REQUIRED, ...OPTIONAL]) + formatCsv(example);
}

/** An admin's file names the host of each line, and admins may be hosts; a host's own lines need no name. */
async function exampleHost(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<string> {
  const { id, role } = requireUser(ctx.actor);
  if (role !== 'admin') return '';
  const [admin] = await ctx.db.select({ email: users.email }).from(users).where(eq(users.id, id));
  return admin?.email ?? '';
}
