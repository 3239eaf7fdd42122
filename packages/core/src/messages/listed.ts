import { eq } from 'drizzle-orm';
import { schema, type Db } from '@sowan/db';
import { LEDGER_COLUMNS, waitingReason, type LedgerRow, type SendingSession } from './ledger.ts';
import { messageActions, type MessageAction } from './rules.ts';

const { appointments, guests, messages, users, waSessions } = schema;

/** A message as the school office sees it. */
export interface ListedMessage extends LedgerRow {
  appointmentId: number | null;
  guestId: number | null;
  guestName: string | null;
  hostName: string | null;
  /** The session that has sent it or is going to; null for mail, and when that session is gone. */
  session: { id: number; name: string } | null;
  /** It waits until then. */
  notBefore: Date | null;
  failedAt: Date | null;
  cancelledAt: Date | null;
  actions: MessageAction[];
}

export type SessionOfMessage = SendingSession & Pick<typeof waSessions.$inferSelect, 'id' | 'name'>;

const SESSION_COLUMNS = {
  id: waSessions.id,
  name: waSessions.name,
  status: waSessions.status,
  sendingPaused: waSessions.sendingPaused,
  breakerOpenUntil: waSessions.breakerOpenUntil,
};

/** The session that sends what names none. */
export const defaultSessionOf = (db: Db): Promise<SessionOfMessage | undefined> =>
  db.query.waSessions.findFirst({
    where: eq(waSessions.isDefault, true),
    columns: { id: true, name: true, status: true, sendingPaused: true, breakerOpenUntil: true },
  });

export const selectListed = (db: Db) =>
  db
    .select({
      row: LEDGER_COLUMNS,
      appointmentId: messages.appointmentId,
      guestId: messages.guestId,
      guestName: guests.name,
      hostName: users.name,
      session: SESSION_COLUMNS,
      notBefore: messages.notBefore,
      failedAt: messages.failedAt,
      cancelledAt: messages.cancelledAt,
    })
    .from(messages)
    .leftJoin(guests, eq(guests.id, messages.guestId))
    .leftJoin(appointments, eq(appointments.id, messages.appointmentId))
    .leftJoin(users, eq(users.id, appointments.hostId))
    .leftJoin(waSessions, eq(waSessions.id, messages.waSessionId));

type Selected = Awaited<ReturnType<typeof selectListed>>[number];

export function asListed(
  { row, session: own, ...rest }: Selected,
  byDefault: SessionOfMessage | undefined,
  now: Date,
): ListedMessage {
  const waits = row.channel === 'whatsapp' && row.status === 'queued';
  const session = own ?? (waits ? byDefault : undefined);
  return {
    ...row,
    ...rest,
    reason: row.reason ?? waitingReason(row, session, now),
    session: session ? { id: session.id, name: session.name } : null,
    actions: messageActions(row),
  };
}
