import { date, index, mysqlEnum, mysqlTable, primaryKey, text, varchar } from 'drizzle-orm/mysql-core';
import { LOCALES, users } from './accounts.ts';
import { id, instant, jsonValue, mediumblob, ref } from './columns.ts';

/** Who did what to what. Append-only. Scans are on record in `check_ins` and shown beside it. */
export const auditLog = mysqlTable(
  'audit_log',
  {
    id: id(),
    at: instant().notNull(),
    /** `user`, `apiToken`, `guest`, `public`, `system`. */
    actorType: varchar({ length: 16 }).notNull(),
    actorId: ref(),
    action: varchar({ length: 60 }).notNull(),
    subjectType: varchar({ length: 30 }).notNull(),
    subjectId: ref(),
    data: jsonValue<Record<string, unknown>>().notNull(),
  },
  (t) => [
    index('audit_time').on(t.at),
    index('audit_subject').on(t.subjectType, t.subjectId),
    index('audit_actor').on(t.actorType, t.actorId, t.id),
    index('audit_action').on(t.action, t.id),
  ],
);

/** Settings by name; core's `settings/schemas.ts` says which there are and what they default to. */
export const settings = mysqlTable('settings', {
  name: varchar({ length: 60 }).primaryKey(),
  value: jsonValue<unknown>().notNull(),
  updatedBy: ref().references(() => users.id, { onDelete: 'set null' }),
  updatedAt: instant().notNull(),
});

/** Days of the school's calendar on which nobody can be visited. */
export const closedDays = mysqlTable('closed_days', {
  day: date({ mode: 'string' }).primaryKey(),
  name: varchar({ length: 120 }).notNull(),
  createdAt: instant().notNull(),
});

/** A school's own words for a message; what has no row here is said in the words we ship. */
export const messageTemplates = mysqlTable(
  'message_templates',
  {
    kind: varchar({ length: 32 }).notNull(),
    locale: mysqlEnum(LOCALES).notNull(),
    subject: varchar({ length: 200 }).notNull(),
    body: text().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.locale] })],
);

/** Pictures that the school has given us (its logo), so that a backup of the database holds everything. */
export const pictures = mysqlTable('pictures', {
  name: varchar({ length: 30 }).primaryKey(),
  contentType: varchar({ length: 40 }).notNull(),
  bytes: mediumblob().notNull(),
  updatedAt: instant().notNull(),
});
