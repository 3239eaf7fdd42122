import { date, index, int, mysqlEnum, mysqlTable, smallint, varchar } from 'drizzle-orm/mysql-core';
import { LOCALES } from './accounts.ts';
import { id, instant } from './columns.ts';

export const MEMBER_STATUSES = ['pending', 'active', 'inactive'] as const;

/** A member of the association. Rows are never deleted while cards and attendances refer to them: members become inactive. */
export const members = mysqlTable(
  'members',
  {
    id: id(),
    /** `M-2025-0142`, or what the association's older lists call the member. */
    number: varchar({ length: 32 }).notNull().unique(),
    name: varchar({ length: 120 }).notNull(),
    email: varchar({ length: 254 }),
    phone: varchar({ length: 16 }),
    type: varchar({ length: 40 }).notNull().default('regular'),
    status: mysqlEnum(MEMBER_STATUSES).notNull().default('pending'),
    locale: mysqlEnum(LOCALES).notNull().default('id'),
    /** Calendar day, `2025-01-15`. */
    memberSince: date({ mode: 'string' }).notNull(),
    /** The member answered STOP: nothing more by WhatsApp. */
    whatsappStoppedAt: instant(),
    /** The member wants no more mail of the kind that many get at once. */
    bulkMailStoppedAt: instant(),
    /** Set while the last mail to this address was refused for good, with the mail server's answer. */
    mailBouncedAt: instant(),
    mailBounce: varchar({ length: 300 }),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    index('members_name').on(t.name),
    index('members_status').on(t.status, t.id),
    index('members_type').on(t.type),
    index('members_email').on(t.email),
    index('members_phone').on(t.phone),
  ],
);

/** The last number given in a year's series. Locked in the transaction that gives one, so there are no doubles and no gaps. */
export const memberSeries = mysqlTable('member_series', {
  year: smallint({ unsigned: true }).primaryKey(),
  last: int({ unsigned: true }).notNull(),
});
