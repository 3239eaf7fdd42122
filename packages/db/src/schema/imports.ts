import { boolean, index, int, mysqlEnum, mysqlTable, unique, varchar } from 'drizzle-orm/mysql-core';
import { users } from './accounts.ts';
import { id, instant, jsonValue, ref } from './columns.ts';
import { appointments } from './visits.ts';

export const IMPORT_STATUSES = ['queued', 'running', 'done', 'cancelled'] as const;
export const IMPORT_ROW_STATUSES = ['pending', 'booked', 'failed', 'skipped'] as const;

/** A file of appointments being booked, row by row: it survives the process that works on it. */
export const visitImports = mysqlTable(
  'visit_imports',
  {
    id: id(),
    fileName: varchar({ length: 200 }).notNull(),
    status: mysqlEnum(IMPORT_STATUSES).notNull().default('queued'),
    /** In whose name the visits are booked. */
    createdBy: ref()
      .notNull()
      .references(() => users.id),
    cancelRequested: boolean().notNull().default(false),
    total: int({ unsigned: true }).notNull(),
    /** Last sign of life of the process that works on it. */
    beatAt: instant(),
    createdAt: instant().notNull(),
    finishedAt: instant(),
  },
  (t) => [index('visit_imports_user').on(t.createdBy, t.id), index('visit_imports_status').on(t.status)],
);

/** One line of the file, and what became of it. */
export const visitImportRows = mysqlTable(
  'visit_import_rows',
  {
    id: id(),
    importId: ref()
      .notNull()
      .references(() => visitImports.id, { onDelete: 'cascade' }),
    /** As an editor counts: the header is line 1. */
    line: int({ unsigned: true }).notNull(),
    /** The booking as it will be made (core's `visit-imports/schemas.ts`). */
    booking: jsonValue<Record<string, unknown>>().notNull(),
    status: mysqlEnum(IMPORT_ROW_STATUSES).notNull().default('pending'),
    /** Why it was not booked. */
    reason: varchar({ length: 60 }),
    appointmentId: ref().references(() => appointments.id, { onDelete: 'set null' }),
  },
  (t) => [
    unique('visit_import_rows_line').on(t.importId, t.line),
    index('visit_import_rows_status').on(t.importId, t.status),
  ],
);
