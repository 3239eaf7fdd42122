import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  int,
  mysqlEnum,
  mysqlTable,
  primaryKey,
  smallint,
  text,
  tinyint,
  unique,
  varchar,
} from 'drizzle-orm/mysql-core';
import { exactText, id, instant, mediumblob, ref } from './columns.ts';

export const WA_DESIRED_STATES = ['running', 'stopped', 'logged_out'] as const;
export const WA_STATUSES = ['stopped', 'connecting', 'pairing', 'connected', 'disconnected', 'failed'] as const;

/** A WhatsApp number linked to this school. `desiredState` is the command; `owner`, `epoch`, `leaseUntil` say who obeys. */
export const waSessions = mysqlTable('wa_sessions', {
  id: id(),
  name: varchar({ length: 60 }).notNull().unique(),
  isDefault: boolean().notNull().default(false),
  /** 1 for the default session, null for the others: of its kind there can be one only. */
  defaultMark: tinyint()
    .generatedAlwaysAs(sql`if(is_default, 1, null)`, { mode: 'virtual' })
    .unique(),
  desiredState: mysqlEnum(WA_DESIRED_STATES).notNull().default('stopped'),
  /** Raised by "restart": a gateway that has obeyed a lower number ends its socket and starts anew. */
  restartCount: int({ unsigned: true }).notNull().default(0),
  /** Ask for an 8-character pairing code for this number instead of a QR scan. */
  pairingPhone: varchar({ length: 16 }),
  status: mysqlEnum(WA_STATUSES).notNull().default('stopped'),
  linkedPhone: varchar({ length: 16 }),
  linkedName: varchar({ length: 120 }),
  /** Stable code of why it is stopped, failed or disconnected (core's `whatsapp/rules.ts`). */
  failureReason: varchar({ length: 60 }),
  /** Two messages go out at least `minGapMs` apart, at random up to `maxGapMs`. */
  minGapMs: int({ unsigned: true }).notNull().default(4000),
  maxGapMs: int({ unsigned: true }).notNull().default(8000),
  /** People whom the number has never written to, a school day. */
  newContactsPerDay: smallint({ unsigned: true }).notNull().default(20),
  sendingPaused: boolean().notNull().default(false),
  /** The breaker (core's `whatsapp/breaker.ts`): closed while `breakerOpenUntil` is null; after that instant one message is tried. */
  breakerOpenUntil: instant(),
  breakerOpenedAt: instant(),
  breakerReason: varchar({ length: 60 }),
  breakerTrips: smallint({ unsigned: true }).notNull().default(0),
  breakerRefusals: smallint({ unsigned: true }).notNull().default(0),
  owner: varchar({ length: 64 }),
  epoch: bigint({ mode: 'number', unsigned: true }).notNull().default(0),
  leaseUntil: instant(),
  statusAt: instant().notNull(),
  createdAt: instant().notNull(),
});

/** The gateway processes: each says every few seconds that it is alive, by the database's clock, and leaves no row when it ends in order. */
export const waReplicas = mysqlTable('wa_replicas', {
  /** What `wa_sessions.owner` names. */
  id: varchar({ length: 64 }).primaryKey(),
  host: varchar({ length: 255 }).notNull(),
  startedAt: instant().notNull(),
  seenAt: instant().notNull(),
  /** Silent for longer than this, it counts as down. */
  aliveUntil: instant().notNull(),
  /** It hands its sessions over and ends. */
  stopping: boolean().notNull().default(false),
});

/** Whom a number has had to do with: writing to anybody else counts as a new contact. Both numbers are E.164. */
export const waContacts = mysqlTable(
  'wa_contacts',
  {
    number: varchar({ length: 16 }).notNull(),
    phone: varchar({ length: 16 }).notNull(),
    /** Who wrote first. */
    openedBy: mysqlEnum(['us', 'them']).notNull(),
    openedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.number, t.phone] }),
    index('wa_contacts_opened').on(t.number, t.openedBy, t.openedAt),
  ],
);

/** Credentials and Signal keys of a session, AES-256-GCM under WA_AUTH_KEY; written only under the current epoch. */
export const waAuth = mysqlTable(
  'wa_auth',
  {
    sessionId: ref()
      .notNull()
      .references(() => waSessions.id, { onDelete: 'cascade' }),
    /** `creds` or Baileys' SignalDataTypeMap key. */
    type: varchar({ length: 40 }).notNull(),
    /** Base64 among others: two may differ in capitals only. */
    keyId: exactText({ length: 120 }).notNull(),
    format: tinyint({ unsigned: true }).notNull(),
    encryptionKey: smallint({ unsigned: true }).notNull(),
    sealed: mediumblob().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.type, t.keyId] })],
);

/** What phones wrote to a linked number. */
export const waInbound = mysqlTable(
  'wa_inbound',
  {
    id: id(),
    sessionId: ref()
      .notNull()
      .references(() => waSessions.id, { onDelete: 'cascade' }),
    waMessageId: varchar({ length: 64 }).notNull(),
    fromJid: varchar({ length: 80 }).notNull(),
    phone: varchar({ length: 16 }),
    pushName: varchar({ length: 120 }),
    /** One of core's `WA_CONTENT_TYPES`. */
    contentType: varchar({ length: 20 }).notNull(),
    /** MIME type of what came along, as the sender's phone says. */
    mediaType: varchar({ length: 80 }),
    text: text(),
    receivedAt: instant().notNull(),
  },
  (t) => [unique('wa_inbound_once').on(t.sessionId, t.waMessageId), index('wa_inbound_time').on(t.receivedAt)],
);
