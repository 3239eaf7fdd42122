import { boolean, date, index, int, mysqlEnum, mysqlTable, smallint, unique, varchar } from 'drizzle-orm/mysql-core';
import { users } from './accounts.ts';
import { id, instant, jsonValue, ref } from './columns.ts';
import { members } from './members.ts';
import { passes, SCAN_METHODS } from './visits.ts';

export const CARD_RUN_STATUSES = ['queued', 'running', 'paused', 'done', 'cancelled'] as const;
export const CARD_RUN_CHANNELS = ['email', 'whatsapp', 'every', 'none'] as const;
export const CARD_ITEM_STATUSES = ['pending', 'sending', 'done', 'failed', 'skipped', 'cancelled'] as const;

/** At an entrance: let in, in already, or the card does not hold. */
export const ENTRANCE_OUTCOMES = ['recorded', 'again', 'refused'] as const;

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
    /** Scans are refused since then; null while the entrance is open. */
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

/**
 * A card of the predecessor that holds no more, for example because it was lost. Such cards are not in the books and carry no number of
 * their own: member and year are all there is to name one.
 */
export const legacyCardRevocations = mysqlTable(
  'legacy_card_revocations',
  {
    id: id(),
    memberId: ref()
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    year: smallint({ unsigned: true }).notNull(),
    reason: varchar({ length: 60 }).notNull(),
    userId: ref().references(() => users.id, { onDelete: 'set null' }),
    revokedAt: instant().notNull(),
  },
  (t) => [unique('legacy_card_revocations_once').on(t.memberId, t.year)],
);

/** A membership card that somebody checked or scanned at an entrance, and the answer. */
export const cardChecks = mysqlTable(
  'card_checks',
  {
    id: id(),
    checkedAt: instant().notNull(),
    /** Checks without a login that are alike and soon after each other are one row: how many, and the last of them. */
    times: int({ unsigned: true }).notNull().default(1),
    lastAt: instant().notNull(),
    /** Names what is alike; null for a check that is a row of its own. */
    burst: varchar({ length: 80 }).unique(),
    verdict: varchar({ length: 20 }).notNull(),
    /** Null where the code led to no member. */
    memberId: ref().references(() => members.id, { onDelete: 'cascade' }),
    year: smallint({ unsigned: true }),
    legacy: boolean().notNull().default(false),
    /** Who asked; null for anybody. */
    userId: ref().references(() => users.id, { onDelete: 'set null' }),
    /** The event at whose entrance it was, and what came of it there. */
    eventId: ref().references(() => cardEvents.id, { onDelete: 'cascade' }),
    outcome: mysqlEnum(ENTRANCE_OUTCOMES),
    method: mysqlEnum(SCAN_METHODS),
    desk: varchar({ length: 60 }),
  },
  (t) => [index('card_checks_verdict').on(t.verdict, t.id), index('card_checks_time').on(t.checkedAt)],
);
