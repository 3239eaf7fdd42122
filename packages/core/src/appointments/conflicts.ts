import { and, asc, eq, gt, inArray, lt, ne } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { selectAppointments, type AppointmentRow } from './load.ts';
import { CONFLICT_MINUTES } from './rules.ts';
import { conflictsSchema, type Conflicts } from './schemas.ts';

const { appointments } = schema;
const MOST = 10;

/** The host's other visits close to a time that is being chosen: pointed out, never refused. Hosts ask about themselves only. */
export async function findConflicts(ctx: Pick<Ctx, 'db' | 'actor'>, input: Conflicts): Promise<AppointmentRow[]> {
  authorise(ctx.actor, 'appointment.book');
  const user = requireUser(ctx.actor);
  const wish = conflictsSchema.parse(input);
  const hostId = user.role === 'admin' ? (wish.hostId ?? user.id) : user.id;
  const near = CONFLICT_MINUTES * 60_000;
  return selectAppointments(ctx.db)
    .where(
      and(
        eq(appointments.hostId, hostId),
        gt(appointments.scheduledAt, new Date(wish.scheduledAt.getTime() - near)),
        lt(appointments.scheduledAt, new Date(wish.scheduledAt.getTime() + near)),
        inArray(appointments.status, ['scheduled', 'waiting', 'in_progress']),
        wish.exceptId ? ne(appointments.id, wish.exceptId) : undefined,
      ),
    )
    .orderBy(asc(appointments.scheduledAt))
    .limit(MOST);
}
