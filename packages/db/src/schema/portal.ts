import { index, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { instant, ref } from './columns.ts';
import { guests } from './visits.ts';

/** Guests who are logged in to the portal; `id` is the SHA-256 (hex) of the cookie's value. */
export const guestSessions = mysqlTable(
  'guest_sessions',
  {
    id: varchar({ length: 64 }).primaryKey(),
    guestId: ref()
      .notNull()
      .references(() => guests.id, { onDelete: 'cascade' }),
    expiresAt: instant().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index('guest_sessions_guest').on(t.guestId)],
);

/** Links by which a guest sets a password, sent to the number or address we know: single use. */
export const guestLinks = mysqlTable(
  'guest_links',
  {
    /** SHA-256 (hex) of the token in the link. */
    tokenHash: varchar({ length: 64 }).primaryKey(),
    guestId: ref()
      .notNull()
      .references(() => guests.id, { onDelete: 'cascade' }),
    expiresAt: instant().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index('guest_links_guest').on(t.guestId)],
);
