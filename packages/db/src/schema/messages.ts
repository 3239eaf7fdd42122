import { boolean, index, int, mysqlEnum, mysqlTable, text, unique, varchar } from 'drizzle-orm/mysql-core';
import { LOCALES, users } from './accounts.ts';
import { cardRunItems } from './cards.ts';
import { id, instant, jsonValue, mediumblob, ref } from './columns.ts';
import { members } from './members.ts';
import { appointments, guests, passes } from './visits.ts';
import { waSessions } from './whatsapp.ts';

export const MESSAGE_CHANNELS = ['whatsapp', 'email'] as const;
export const MESSAGE_STATUSES = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'cancelled'] as const;

/** What the staff is told, live and in the bell. `data` is the kind's own shape (core's `notifications/schemas.ts`). */
export const notifications = mysqlTable(
  'notifications',
  {
    id: id(),
    userId: ref()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: varchar({ length: 32 }).notNull(),
    appointmentId: ref().references(() => appointments.id, { onDelete: 'cascade' }),
    data: jsonValue<Record<string, unknown>>().notNull(),
    readAt: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [index('notifications_user').on(t.userId, t.id), index('notifications_unread').on(t.userId, t.readAt)],
);

/** The outbox: written in the transaction of what it tells, sent by the gateway or the worker, its fate recorded here. */
export const messages = mysqlTable(
  'messages',
  {
    id: id(),
    channel: mysqlEnum(MESSAGE_CHANNELS).notNull(),
    /** What it is about: `pass`, `feedback`, `rescheduled`, … (core's templates). */
    kind: varchar({ length: 32 }).notNull(),
    /** E.164 number or e-mail address. */
    recipient: varchar({ length: 254 }).notNull(),
    locale: mysqlEnum(LOCALES).notNull(),
    subject: varchar({ length: 200 }),
    body: text().notNull(),
    /** A pass whose picture goes with the message. */
    passId: ref().references(() => passes.id, { onDelete: 'set null' }),
    /** A document that is drawn when the message is sent: `kind` and what it is drawn from. */
    attachment: jsonValue<{ kind: string } & Record<string, unknown>>(),
    appointmentId: ref().references(() => appointments.id, { onDelete: 'cascade' }),
    guestId: ref().references(() => guests.id, { onDelete: 'cascade' }),
    /** The member of the staff it is for. */
    userId: ref().references(() => users.id, { onDelete: 'cascade' }),
    /** What `{secret}` in the body stands for (a temporary password, a link): gone as soon as the message has been sent or given up. */
    secret: varchar({ length: 300 }),
    memberId: ref().references(() => members.id, { onDelete: 'cascade' }),
    /** The item of a card run that it was written for: one message a channel. */
    runItemId: ref().references(() => cardRunItems.id, { onDelete: 'set null' }),
    /** One of many alike: goes after everything else that waits. */
    bulk: boolean().notNull().default(false),
    /** The WhatsApp session that sends it; null: the default one at the time of sending. */
    waSessionId: ref().references(() => waSessions.id, { onDelete: 'set null' }),
    /** Chosen at insert and reused by every attempt, so a phone drops a repeat. */
    waMessageId: varchar({ length: 40 }).unique(),
    /** The message that failed on another channel and that this one replaces. */
    replaces: ref(),
    status: mysqlEnum(MESSAGE_STATUSES).notNull().default('queued'),
    /** Why it waits or failed: a stable code, worded by the interface. */
    reason: varchar({ length: 60 }),
    attempts: int({ unsigned: true }).notNull().default(0),
    /** Not before this instant (retry backoff, quota of tomorrow). */
    notBefore: instant(),
    createdAt: instant().notNull(),
    /** When an admin asked for another try: it has a day from then. */
    retriedAt: instant(),
    sendingAt: instant(),
    sentAt: instant(),
    deliveredAt: instant(),
    readAt: instant(),
    failedAt: instant(),
    cancelledAt: instant(),
  },
  (t) => [
    index('messages_status').on(t.status, t.channel, t.id),
    index('messages_appointment').on(t.appointmentId),
    index('messages_guest').on(t.guestId),
    index('messages_recipient').on(t.recipient),
    index('messages_member').on(t.memberId, t.id),
    unique('messages_run_item').on(t.runItemId, t.channel),
  ],
);

/** A file that goes along with a message; a picture is shown above the text. */
export const messageAttachments = mysqlTable('message_attachments', {
  messageId: ref()
    .primaryKey()
    .references(() => messages.id, { onDelete: 'cascade' }),
  name: varchar({ length: 120 }).notNull(),
  mime: varchar({ length: 100 }).notNull(),
  bytes: mediumblob().notNull(),
});
