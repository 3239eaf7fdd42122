import { sql } from 'drizzle-orm';
import { bigint, index, mysqlEnum, mysqlTable, smallint, tinyint, unique, varchar } from 'drizzle-orm/mysql-core';
import { LOCALES, users } from './accounts.ts';
import { id, instant, ref } from './columns.ts';
import { members } from './members.ts';

export const APPOINTMENT_STATUSES = [
  'scheduled',
  'waiting',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
] as const;
/** What a host answers to "your guest is here". */
export const HOST_ANSWERS = ['coming', 'soon', 'colleague'] as const;
export const PASS_KINDS = ['appointment', 'guest', 'member'] as const;
export const SCAN_METHODS = ['camera', 'scanner', 'typed', 'walk_in', 'by_hand'] as const;

/** A visitor, known by phone number (E.164). */
export const guests = mysqlTable(
  'guests',
  {
    id: id(),
    name: varchar({ length: 120 }).notNull(),
    phone: varchar({ length: 16 }).unique(),
    email: varchar({ length: 254 }),
    locale: mysqlEnum(LOCALES).notNull().default('id'),
    /** The guest answered STOP: nothing more by WhatsApp. */
    whatsappStoppedAt: instant(),
    /** Of the guest portal: argon2id, PHC string; null until the guest has set one. */
    passwordHash: varchar({ length: 255 }),
    /** Forgotten at the guest's wish: the row stays for the visits' sake. */
    erasedAt: instant(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  // Words of a name are found by the FULLTEXT index guests_name_words, which Drizzle can't declare it is in the migrations only.
  (t) => [index('guests_named').on(t.erasedAt, t.name)],
);

/** One agreed visit of one guest to one host. Its status moves by the rules of core's `appointments/rules.ts` only. */
export const appointments = mysqlTable(
  'appointments',
  {
    id: id(),
    hostId: ref()
      .notNull()
      .references(() => users.id),
    guestId: ref()
      .notNull()
      .references(() => guests.id),
    purpose: varchar({ length: 300 }).notNull(),
    /** People coming along with the guest. */
    companions: smallint({ unsigned: true }).notNull().default(0),
    scheduledAt: instant().notNull(),
    status: mysqlEnum(APPOINTMENT_STATUSES).notNull().default('scheduled'),
    arrivedAt: instant(),
    metAt: instant(),
    completedAt: instant(),
    cancelledAt: instant(),
    /** The guest asked the host to call it off. */
    cancelRequestedAt: instant(),
    /** Old enough to be left out of lists that name no time and no guest; reports count it all the same. */
    archivedAt: instant(),
    /** The host's answer to the arrival, and when it was given. */
    hostAnswer: mysqlEnum(HOST_ANSWERS),
    hostAnsweredAt: instant(),
    /** When the desk was told that the host had not reacted. */
    escalatedAt: instant(),
    createdBy: ref().references(() => users.id),
    /** Chosen by the form that booked it: the same request sent again finds this row. */
    idempotencyKey: varchar({ length: 64 }),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    unique('appointments_idempotency').on(t.createdBy, t.idempotencyKey),
    index('appointments_host_guest').on(t.hostId, t.guestId),
    index('appointments_host_day').on(t.hostId, t.scheduledAt),
    // A search by guest counts and sorts many visits over this index alone.
    index('appointments_guest_day').on(t.guestId, t.scheduledAt, t.archivedAt, t.hostId),
    // In the order of lists, with all that reports count, so that they read the index alone.
    index('appointments_day').on(t.scheduledAt, t.id, t.status, t.hostId, t.arrivedAt, t.metAt, t.companions),
    // Lists count and page over this index alone; the id keeps visits of the same time in order.
    index('appointments_listed').on(t.archivedAt, t.scheduledAt, t.id, t.hostId, t.guestId, t.status),
    index('appointments_status_day').on(t.status, t.scheduledAt),
  ],
);

/** What a printed or sent code stands for. `code` is the random id inside the token, `keySlot` the key that signed it. */
export const passes = mysqlTable(
  'passes',
  {
    id: id(),
    code: bigint({ mode: 'bigint', unsigned: true }).notNull().unique(),
    kind: mysqlEnum(PASS_KINDS).notNull(),
    keySlot: tinyint({ unsigned: true }).notNull(),
    appointmentId: ref().references(() => appointments.id, { onDelete: 'cascade' }),
    guestId: ref().references(() => guests.id, { onDelete: 'cascade' }),
    memberId: ref().references(() => members.id, { onDelete: 'cascade' }),
    /** Calendar year a member card is valid for. */
    year: smallint({ unsigned: true }),
    revokedAt: instant(),
    revokedReason: varchar({ length: 60 }),
    /** 1 until revoked, then null: the UNIQUE index lets a member have one live card a year. */
    live: tinyint({ unsigned: true }).generatedAlwaysAs(sql`(if(revoked_at is null, 1, null))`, { mode: 'stored' }),
    createdAt: instant().notNull(),
  },
  (t) => [
    index('passes_appointment').on(t.appointmentId),
    index('passes_guest').on(t.guestId),
    unique('passes_one_card').on(t.memberId, t.year, t.live),
    index('passes_card_year').on(t.year, t.memberId),
  ],
);

/** Every scan, admitted or refused. `admission` is unique, so one appointment can be admitted once only. */
export const checkIns = mysqlTable(
  'check_ins',
  {
    id: id(),
    passId: ref().references(() => passes.id, { onDelete: 'set null' }),
    appointmentId: ref().references(() => appointments.id, { onDelete: 'cascade' }),
    /** The appointment's id when this row let the guest in, else null. */
    admission: ref().unique(),
    /** `admitted` or the reason of the refusal, as in core's `check-in/rules.ts`. */
    outcome: varchar({ length: 32 }).notNull(),
    method: mysqlEnum(SCAN_METHODS).notNull(),
    desk: varchar({ length: 60 }).notNull(),
    userId: ref().references(() => users.id),
    /** Chosen by the device, so a repeated request is the same scan. */
    idempotencyKey: varchar({ length: 64 }).unique(),
    scannedAt: instant().notNull(),
    /** When the scan of a desk without line reached us; null for one made on line. */
    syncedAt: instant(),
    /** What the desk said at the time, where it could not ask or where an earlier scan has come to light since. */
    shown: varchar({ length: 32 }),
    /** Somebody took the admission back; `admission` is null again. */
    undoneAt: instant(),
    undoneBy: ref().references(() => users.id),
  },
  (t) => [index('check_ins_time').on(t.scannedAt), index('check_ins_appointment').on(t.appointmentId)],
);

/** One review per completed visit; the row is made with the invitation, the rating filled in by the guest. */
export const reviews = mysqlTable(
  'reviews',
  {
    id: id(),
    appointmentId: ref()
      .notNull()
      .unique()
      .references(() => appointments.id, { onDelete: 'cascade' }),
    hostId: ref()
      .notNull()
      .references(() => users.id),
    /** SHA-256 (hex) of the single-use token in the link. */
    tokenHash: varchar({ length: 64 }).notNull().unique(),
    rating: tinyint({ unsigned: true }),
    comment: varchar({ length: 1000 }),
    invitedAt: instant().notNull(),
    submittedAt: instant(),
  },
  (t) => [
    index('reviews_host').on(t.hostId, t.submittedAt),
    // With what reports count.
    index('reviews_submitted').on(t.submittedAt, t.id, t.hostId, t.rating),
  ],
);
