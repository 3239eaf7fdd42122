import { and, desc, eq, inArray, type SQL } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { MessageStatus } from '../events.ts';

const { messages } = schema;

export interface LedgerRow {
  id: number;
  channel: 'whatsapp' | 'email';
  kind: string;
  recipient: string;
  status: MessageStatus;
  /** Why it waits or failed; `whatsapp_not_linked` while the session that should send it is not connected. */
  reason: string | null;
  attempts: number;
  createdAt: Date;
  sentAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
}

/** The columns of a `LedgerRow`. */
export const LEDGER_COLUMNS = {
  id: messages.id,
  channel: messages.channel,
  kind: messages.kind,
  recipient: messages.recipient,
  status: messages.status,
  reason: messages.reason,
  attempts: messages.attempts,
  createdAt: messages.createdAt,
  sentAt: messages.sentAt,
  deliveredAt: messages.deliveredAt,
  readAt: messages.readAt,
};

/** The fate of every message about an appointment, newest first; hosts see that of their own appointments only. */
export async function messagesOfAppointment(
  ctx: Pick<Ctx, 'db' | 'actor' | 'clock'>,
  appointmentId: number,
): Promise<LedgerRow[]> {
  authorise(ctx.actor, 'message.read');
  if (requireUser(ctx.actor).role === 'host') await requireOwn(ctx, appointmentId);
  return ledgerOf(ctx, eq(messages.appointmentId, appointmentId));
}

/** The newest messages to a guest; a host sees those about the host's own appointments. */
export async function messagesOfGuest(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, guestId: number): Promise<LedgerRow[]> {
  authorise(ctx.actor, 'message.read');
  const user = requireUser(ctx.actor);
  const own = ctx.db
    .select({ id: schema.appointments.id })
    .from(schema.appointments)
    .where(and(eq(schema.appointments.hostId, user.id), eq(schema.appointments.guestId, guestId)));
  const mine = user.role === 'host' ? inArray(messages.appointmentId, own) : undefined;
  return ledgerOf(ctx, and(eq(messages.guestId, guestId), mine));
}

async function ledgerOf(ctx: Pick<Ctx, 'db' | 'clock'>, where: SQL | undefined): Promise<LedgerRow[]> {
  const session = await ctx.db.query.waSessions.findFirst({ where: eq(schema.waSessions.isDefault, true) });
  const now = ctx.clock.now();
  const rows = await ctx.db.select(LEDGER_COLUMNS).from(messages).where(where).orderBy(desc(messages.id)).limit(100);
  return rows.map((row) => ({ ...row, reason: row.reason ?? waitingReason(row, session, now) }));
}

/** What decides whether a session sends. */
export type SendingSession = Pick<
  typeof schema.waSessions.$inferSelect,
  'status' | 'sendingPaused' | 'breakerOpenUntil'
>;

/** Why a message waits although nothing went wrong with it. */
export function waitingReason(
  row: { channel: string; status: MessageStatus },
  session: SendingSession | undefined,
  now: Date,
): string | null {
  if (row.status !== 'queued' || row.channel !== 'whatsapp') return null;
  if (session?.status !== 'connected') return 'whatsapp_not_linked';
  if (session.sendingPaused) return 'sending_paused';
  return session.breakerOpenUntil && session.breakerOpenUntil > now ? 'breaker_open' : null;
}

async function requireOwn(ctx: Pick<Ctx, 'db' | 'actor'>, appointmentId: number): Promise<void> {
  const appointment = await ctx.db.query.appointments.findFirst({
    where: eq(schema.appointments.id, appointmentId),
    columns: { hostId: true },
  });
  if (!appointment) throw new DomainError('NOT_FOUND', 'appointment_unknown');
  if (appointment.hostId !== requireUser(ctx.actor).id) throw new DomainError('FORBIDDEN', 'not_your_appointment');
}
