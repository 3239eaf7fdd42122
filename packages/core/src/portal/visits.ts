import { and, desc, eq, isNull } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, type Actor } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { AppointmentStatus } from '../events.ts';
import { pageRange, type Page, type PageInput } from '../page.ts';
import { tokenOf } from '../passes/index.ts';

const { appointments, passes, users } = schema;

export interface OwnVisit {
  id: number;
  hostName: string;
  purpose: string;
  scheduledAt: Date;
  status: AppointmentStatus;
  arrivedAt: Date | null;
  /** The live pass, null once revoked. */
  token: string | null;
}

/** The guest behind the request; throws UNAUTHENTICATED for anybody else. */
function requireGuest(actor: Actor): Extract<Actor, { type: 'guest' }> {
  if (actor.type !== 'guest') throw new DomainError('UNAUTHENTICATED', 'login_required');
  return actor;
}

/** A guest's own appointments, the latest first, a page at a time. */
export async function listOwnVisits(ctx: Pick<Ctx, 'db' | 'actor' | 'pass'>, wish: PageInput): Promise<Page<OwnVisit>> {
  authorise(ctx.actor, 'portal.own');
  const mine = eq(appointments.guestId, requireGuest(ctx.actor).id);
  const [rows, total] = await Promise.all([
    ctx.db
      .select({
        id: appointments.id,
        hostName: users.name,
        purpose: appointments.purpose,
        scheduledAt: appointments.scheduledAt,
        status: appointments.status,
        arrivedAt: appointments.arrivedAt,
        code: passes.code,
        keySlot: passes.keySlot,
      })
      .from(appointments)
      .innerJoin(users, eq(users.id, appointments.hostId))
      .leftJoin(passes, and(eq(passes.appointmentId, appointments.id), isNull(passes.revokedAt)))
      .where(mine)
      .orderBy(desc(appointments.scheduledAt), desc(appointments.id))
      .limit(pageRange(wish).limit)
      .offset(pageRange(wish).offset),
    ctx.db.$count(appointments, mine),
  ]);
  const items = rows.map(({ code, keySlot, ...visit }) => ({
    ...visit,
    token: code !== null && keySlot !== null ? tokenOf(ctx.pass, { kind: 'appointment', code, keySlot }) : null,
  }));
  return { items, total, page: wish.page, pageSize: wish.pageSize };
}
