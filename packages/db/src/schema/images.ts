import { boolean, double, index, mysqlEnum, mysqlTable, smallint, tinyint, varchar } from 'drizzle-orm/mysql-core';
import { users } from './accounts.ts';
import { id, instant, jsonValue, ref } from './columns.ts';

export const HEAL_STATUSES = ['queued', 'running', 'done', 'guard', 'cancelled', 'failed'] as const;

/** Runs over the stored QR images: wish, progress and report in one row, so that a run survives the process that began it. */
export const healRuns = mysqlTable(
  'heal_runs',
  {
    id: id(),
    status: mysqlEnum(HEAL_STATUSES).notNull().default('queued'),
    deep: boolean().notNull(),
    dryRun: boolean().notNull().default(false),
    /** Quarantine however many orphans there are. */
    force: boolean().notNull().default(false),
    /** 1 while queued or running, else null: its UNIQUE index lets one run be open. */
    open: tinyint({ unsigned: true }).unique(),
    /** Null for a scheduled run. */
    requestedBy: ref().references(() => users.id, { onDelete: 'set null' }),
    cancelRequested: boolean().notNull().default(false),
    /** The next of 256 shards to look at. */
    shard: smallint({ unsigned: true }).notNull().default(0),
    /** @sowan/qr's HealCounts. */
    counts: jsonValue<Record<string, number>>().notNull(),
    /** Share of the stored files that belong to no pass, 0 to 1. */
    orphanShare: double(),
    seconds: double(),
    error: varchar({ length: 300 }),
    /** Last sign of life of the process that works on it. */
    beatAt: instant(),
    createdAt: instant().notNull(),
    finishedAt: instant(),
  },
  (t) => [index('heal_runs_status').on(t.status)],
);
