import { index, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { users } from './accounts.ts';
import { id, instant, jsonValue, ref } from './columns.ts';

/** Who did what to what, and every scan. Append-only. */
export const auditLog = mysqlTable(
  'audit_log',
  {
    id: id(),
    at: instant().notNull(),
    /** `user`, `guest`, `public`, `system`. */
    actorType: varchar({ length: 16 }).notNull(),
    actorId: ref(),
    action: varchar({ length: 60 }).notNull(),
    subjectType: varchar({ length: 30 }).notNull(),
    subjectId: ref(),
    data: jsonValue<Record<string, unknown>>().notNull(),
  },
  (t) => [index('audit_time').on(t.at), index('audit_subject').on(t.subjectType, t.subjectId)],
);

/** Settings by name; core's `settings/schemas.ts` says which there are and what they default to. */
export const settings = mysqlTable('settings', {
  name: varchar({ length: 60 }).primaryKey(),
  value: jsonValue<unknown>().notNull(),
  updatedBy: ref().references(() => users.id),
  updatedAt: instant().notNull(),
});
