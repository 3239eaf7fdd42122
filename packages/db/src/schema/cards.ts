import { boolean, date, index, int, mysqlEnum, mysqlTable, smallint, unique, varchar } from 'drizzle-orm/mysql-core';
import { users } from './accounts.ts';
import { id, instant, jsonValue, ref } from './columns.ts';
import { members } from './members.ts';
import { passes, SCAN_METHODS } from './visits.ts';

export const CARD_RUN_STATUSES = ['queued', 'running', 'paused', 'done', 'cancelled'] as const;
export const CARD_RUN_CHANNELS = ['email', 'whatsapp', 'every', 'none'] as const;
export const CARD_ITEM_STATUSES = ['pending', 'sending', 'done', 'failed', 'skipped', 'cancelled'] as const;

/** Cards for many members: the wish, and how far it has come; its items hold each member's outcome. */
export const cardRuns = mysqlTable(
  'card_runs',
  {
    id: id(),
    year: smallint({ unsigned: true }).notNull(),
    status: mysqlEnum(CARD_RUN_STATUSES).notNull().default('queued'),
    channels: mysqlEnum(CARD_RUN_CHANNELS).notNull().default('email'),
    /** Members who have this year's card get it sent again instead of being left out. */
    resend: boolean().notNull().default(false),
    /** Whom it was meant for, as asked (core's `cards/schemas.ts`). */
    selection: jsonValue<Record<string, unknown>>().notNull(),
    total: int({ unsigned: true }).notNull(),
    requestedBy: ref().references(() => users.id, { onDelete: 'set null' }),
    createdAt: instant().notNull(),
    startedAt: instant(),
    finishedAt: instant(),
  },
  (t) => [index('card_runs_status').on(t.status)],
);

/** One member of a run. What is `pending` has no effect yet; it leaves that state in the transaction that makes card and messages. */
export const cardRunItems = mysqlTable(
  'card_run_items',
  {
    id: id(),
    runId: ref()
      .notNull()
      .references(() => cardRuns.id, { onDelete: 'cascade' }),
    memberId: ref()
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    status: mysqlEnum(CARD_ITEM_STATUSES).notNull().default('pending'),
    /** Why it failed or was skipped: a stable code, worded by the interface. */
    reason: varchar({ length: 60 }),
    passId: ref().references(() => passes.id, { onDelete: 'set null' }),
    settledAt: instant(),
  },
  (t) => [
    unique('card_run_items_once').on(t.runId, t.memberId),
    index('card_run_items_status').on(t.runId, t.status, t.id),
  ],
);

/** An occasion at whose entrance member cards are scanned. */
export const cardEvents = mysqlTable(
  'card_events',
  {
    id: id(),
    name: varchar({ length: 120 }).notNull(),
    /** Calendar day, `2026-12-31`. */
    day: date({ mode: 'string' }).notNull(),
    createdBy: ref().references(() => users.id, { onDelete: 'set null' }),
    createdAt: instant().notNull(),
    closedAt: instant(),
  },
  (t) => [index('card_events_day').on(t.day)],
);

/** A member who came to an event: once, however often the card is scanned. */
export const attendances = mysqlTable(
  'attendances',
  {
    id: id(),
    eventId: ref()
      .notNull()
      .references(() => cardEvents.id, { onDelete: 'cascade' }),
    memberId: ref()
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    passId: ref().references(() => passes.id, { onDelete: 'set null' }),
    method: mysqlEnum(SCAN_METHODS).notNull(),
    desk: varchar({ length: 60 }).notNull(),
    userId: ref().references(() => users.id, { onDelete: 'set null' }),
    attendedAt: instant().notNull(),
  },
  (t) => [unique('attendances_once').on(t.eventId, t.memberId), index('attendances_time').on(t.eventId, t.attendedAt)],
);
