import { boolean, mysqlEnum, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { id, instant, ref } from './columns.ts';

export const USER_ROLES = ['admin', 'host', 'receptionist'] as const;
export const LOCALES = ['id', 'en', 'fr'] as const;

/** Staff accounts. A deactivated user keeps its history, so rows are never deleted while appointments refer to them. */
export const users = mysqlTable('users', {
  id: id(),
  email: varchar({ length: 254 }).notNull().unique(),
  name: varchar({ length: 120 }).notNull(),
  role: mysqlEnum(USER_ROLES).notNull(),
  /** argon2id, PHC string; null until a password has been set. */
  passwordHash: varchar({ length: 255 }),
  phone: varchar({ length: 16 }),
  locale: mysqlEnum(LOCALES).notNull().default('id'),
  active: boolean().notNull().default(true),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
});

/** Lucia's session rows; `id` is the SHA-256 of the cookie's value, so a database dump opens no account. */
export const sessions = mysqlTable('sessions', {
  id: varchar({ length: 64 }).primaryKey(),
  userId: ref()
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  expiresAt: instant().notNull(),
});
