import { eq } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { AppointmentStatus } from '../events.ts';
import { readSettings } from '../settings/index.ts';
import { tokenOf } from './issue.ts';
import { resolvePass } from './resolve.ts';

type HostAnswer = (typeof schema.HOST_ANSWERS)[number];

/** What the holder of a pass sees. The host's and the guest's names only: no phone, no address. */
export interface PassView {
  token: string;
  kind: 'appointment' | 'guest' | 'member';
  /** False once revoked; the page then says so instead of showing the code. */
  valid: boolean;
  organisationName: string;
  timeZone: string;
  /** Empty for a card, and for a pass that was revoked other than by cancelling its visit. */
  guestName: string;
  /** Where to come to; empty texts are not known. */
  place: { address: string; directions: string; mapLink: string };
  appointment: {
    status: AppointmentStatus;
    hostName: string;
    purpose: string;
    companions: number;
    scheduledAt: Date;
    arrivedAt: Date | null;
    /** What the host has answered to the arrival. */
    hostAnswer: HostAnswer | null;
    /** The guest has asked for it to be called off. */
    cancelRequestedAt: Date | null;
    createdAt: Date;
    /** Of the last change: moved, answered, cancelled. */
    updatedAt: Date;
  } | null;
}

/**
 * Public: whoever holds the token may look. Of a pass that was replaced only that it is no longer valid.
 * Throws NOT_FOUND (`wrong_format`, `not_genuine`, `not_found`).
 */
export async function viewPass(ctx: Pick<Ctx, 'db' | 'pass'>, token: string): Promise<PassView> {
  const resolved = await resolvePass(ctx.db, ctx.pass, token);
  if (!resolved.found) throw new DomainError('NOT_FOUND', resolved.reason);
  const { pass } = resolved;
  const { organisationName, timeZone, address, directions, mapLink } = await readSettings(ctx.db);
  const valid = pass.revokedAt === null;
  // A pass is replaced because a stranger may hold it; who is told of a cancelled visit is its guest.
  const shown = valid || pass.revokedReason === 'cancelled' ? pass : null;
  const appointment = shown?.appointmentId ? await appointmentOf(ctx.db, shown.appointmentId) : null;
  const guest = shown?.guestId
    ? await ctx.db.query.guests.findFirst({ where: eq(schema.guests.id, shown.guestId) })
    : undefined;
  return {
    token: tokenOf(ctx.pass, pass),
    kind: pass.kind,
    valid,
    organisationName,
    timeZone,
    place: { address, directions, mapLink },
    guestName: appointment?.guestName ?? guest?.name ?? '',
    appointment: appointment && {
      status: appointment.status,
      hostName: appointment.hostName,
      purpose: appointment.purpose,
      companions: appointment.companions,
      scheduledAt: appointment.scheduledAt,
      arrivedAt: appointment.arrivedAt,
      hostAnswer: appointment.hostAnswer,
      cancelRequestedAt: appointment.cancelRequestedAt,
      createdAt: appointment.createdAt,
      updatedAt: appointment.updatedAt,
    },
  };
}

async function appointmentOf(db: Db, id: number) {
  const { appointments, guests, users } = schema;
  const [row] = await db
    .select({
      status: appointments.status,
      purpose: appointments.purpose,
      companions: appointments.companions,
      scheduledAt: appointments.scheduledAt,
      arrivedAt: appointments.arrivedAt,
      hostAnswer: appointments.hostAnswer,
      cancelRequestedAt: appointments.cancelRequestedAt,
      createdAt: appointments.createdAt,
      updatedAt: appointments.updatedAt,
      guestName: guests.name,
      hostName: users.name,
    })
    .from(appointments)
    .innerJoin(guests, eq(guests.id, appointments.guestId))
    .innerJoin(users, eq(users.id, appointments.hostId))
    .where(eq(appointments.id, id));
  return row ?? null;
}
