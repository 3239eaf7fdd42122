import { bigint, boolean, double, index, int, mysqlEnum, mysqlTable, unique, varchar } from 'drizzle-orm/mysql-core';
import { users } from './accounts.ts';
import { id, instant, jsonValue, ref } from './columns.ts';

export const BACKUP_STATUSES = ['running', 'done', 'failed'] as const;
export const PROOF_RESULTS = ['ok', 'failed'] as const;
export const UPKEEP_STATUSES = ['running', 'done', 'failed'] as const;

/** Backup files this installation has written, and whether each was seen to restore. Its own rows are in no backup. */
export const backups = mysqlTable(
  'backups',
  {
    id: id(),
    /** Name inside the backup folder. */
    fileName: varchar({ length: 80 }).notNull().unique(),
    status: mysqlEnum(BACKUP_STATUSES).notNull().default('running'),
    /** Null for a nightly one. */
    requestedBy: ref().references(() => users.id, { onDelete: 'set null' }),
    encrypted: boolean().notNull(),
    bytes: bigint({ mode: 'number', unsigned: true }),
    tables: int({ unsigned: true }),
    /** Rows of all tables. */
    rowCount: bigint({ mode: 'number', unsigned: true }),
    seconds: double(),
    /** A stable code, or what the server said. */
    error: varchar({ length: 300 }),
    createdAt: instant().notNull(),
    finishedAt: instant(),
    proof: mysqlEnum(PROOF_RESULTS),
    proofError: varchar({ length: 300 }),
    proofSeconds: double(),
    provenAt: instant(),
  },
  (t) => [index('backups_time').on(t.createdAt)],
);

/** What is to be done once a period (a night, a week): the UNIQUE index lets each be done once, whoever else tries. */
export const upkeepRuns = mysqlTable(
  'upkeep_runs',
  {
    id: id(),
    /** `backup`, `proof`, `archive`, `report-weekly`, …: core's `maintenance/rules.ts`. */
    task: varchar({ length: 40 }).notNull(),
    /** `2026-11-21`, or the first day of the week or month. */
    period: varchar({ length: 10 }).notNull(),
    status: mysqlEnum(UPKEEP_STATUSES).notNull().default('running'),
    attempts: int({ unsigned: true }).notNull().default(1),
    /** What was done, in numbers. */
    result: jsonValue<Record<string, unknown>>(),
    error: varchar({ length: 300 }),
    startedAt: instant().notNull(),
    finishedAt: instant(),
  },
  (t) => [unique('upkeep_once').on(t.task, t.period), index('upkeep_time').on(t.startedAt)],
);
