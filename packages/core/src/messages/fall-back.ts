import { and, desc, eq, gte } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import type { DomainEvent } from '../events.ts';
import { notify } from '../notifications/index.ts';
import { readSettings } from '../settings/index.ts';
import type { Message } from './message.ts';
import { writeMessage, type Outgoing } from './outgoing.ts';
import { wordMessage, type TemplateKind } from './templates.ts';

const { messages } = schema;

export interface FallBack {
  outgoing: Outgoing[];
  events: DomainEvent[];
}

/** Answers to a guest on WhatsApp, what an admin has written, what a host sees on the page anyway: nobody wants those by another way. */
const ONE_WAY_ONLY: ReadonlySet<string> = new Set(['stopped', 'resumed', 'by_hand', 'arrival']);

/** After a failed WhatsApp message: the same words by e-mail when there is an address and no such mail yet; else the host is told. */
export async function fallBack(tx: Tx, failed: Message, reason: string, now: Date): Promise<FallBack> {
  if (ONE_WAY_ONLY.has(failed.kind)) return { outgoing: [], events: [] };
  const person = await recipientOf(tx, failed);
  if (failed.channel === 'whatsapp' && person?.email) {
    const mailed = await mailBeside(tx, failed);
    if (!mailed) return { outgoing: [await writeMail(tx, failed, person.email, now)], events: [] };
    if (mailed.status !== 'failed') return { outgoing: [], events: [] };
  }
  return { outgoing: [], events: await tellHost(tx, failed, { kind: 'message_failed', reason, now }) };
}

/** The guest or member a message was written to. */
async function recipientOf(tx: Tx, { guestId, memberId }: Message) {
  const columns = { name: true, email: true } as const;
  if (guestId) return tx.query.guests.findFirst({ where: eq(schema.guests.id, guestId), columns });
  return memberId ? tx.query.members.findFirst({ where: eq(schema.members.id, memberId), columns }) : undefined;
}

/** What the two messages have in common. */
function sameSubject({ appointmentId, guestId, memberId }: Message) {
  if (appointmentId) return eq(messages.appointmentId, appointmentId);
  return guestId ? eq(messages.guestId, guestId) : eq(messages.memberId, memberId ?? 0);
}

/** The mail that says the same: written together with the WhatsApp message, or in its stead. */
async function mailBeside(tx: Tx, failed: Message) {
  return tx.query.messages.findFirst({
    where: and(
      eq(messages.channel, 'email'),
      eq(messages.kind, failed.kind),
      sameSubject(failed),
      gte(messages.createdAt, failed.createdAt),
    ),
    orderBy: desc(messages.id),
    columns: { status: true },
  });
}

async function writeMail(tx: Tx, failed: Message, address: string, now: Date): Promise<Outgoing> {
  const { organisationName: organisation } = await readSettings(tx);
  const { subject } = await wordMessage(tx, 'email', failed.kind as TemplateKind, failed.locale, { organisation });
  return writeMessage(tx, {
    channel: 'email',
    kind: failed.kind,
    recipient: address,
    locale: failed.locale,
    subject,
    body: failed.body.replace(/\n\n[^\n]*STOP[^\n]*$/, ''),
    passId: failed.passId,
    appointmentId: failed.appointmentId,
    guestId: failed.guestId,
    memberId: failed.memberId,
    runItemId: failed.runItemId,
    bulk: failed.bulk,
    replaces: failed.id,
    createdAt: now,
  });
}

/** Tells the host of an appointment that a message to the guest is in trouble. */
export async function tellHost(
  tx: Tx,
  message: Message,
  trouble: { kind: 'message_failed' | 'message_waiting'; reason: string; now: Date },
): Promise<DomainEvent[]> {
  const { kind, reason, now } = trouble;
  const { appointmentId } = message;
  if (!appointmentId) return [];
  const [appointment] = await tx
    .select({ hostId: schema.appointments.hostId, guestName: schema.guests.name })
    .from(schema.appointments)
    .innerJoin(schema.guests, eq(schema.guests.id, schema.appointments.guestId))
    .where(eq(schema.appointments.id, appointmentId));
  if (!appointment) return [];
  const { hostId: userId, guestName } = appointment;
  return [
    await notify(tx, { userId, kind, appointmentId, data: { guestName, channel: message.channel, reason }, now }),
  ];
}
