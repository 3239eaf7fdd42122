import { boolean, index, mysqlEnum, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { id, instant, jsonValue, ref } from './columns.ts';

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
  /** The password was given by somebody else: nothing but changing it is possible. */
  mustChangePassword: boolean().notNull().default(false),
  /** A temporary password opens nothing from this instant on; null for one that was chosen. */
  passwordUntil: instant(),
  phone: varchar({ length: 16 }),
  /** Tell this host of arriving guests by WhatsApp too. */
  arrivalByWhatsapp: boolean().notNull().default(false),
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
  /** Null for sessions begun before these were kept. */
  createdAt: instant(),
  lastSeenAt: instant(),
  /** What the browser calls itself. */
  userAgent: varchar({ length: 255 }),
});

/** Links to choose a new password, sent by mail: single use. */
export const passwordLinks = mysqlTable(
  'password_links',
  {
    /** SHA-256 (hex) of the token in the link. */
    tokenHash: varchar({ length: 64 }).primaryKey(),
    userId: ref()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: instant().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index('password_links_user').on(t.userId)],
);

/** Keys for programs that use the REST side. What one may do is its scopes and no more than its maker's role. */
export const apiTokens = mysqlTable(
  'api_tokens',
  {
    id: id(),
    name: varchar({ length: 80 }).notNull(),
    /** SHA-256 (hex) of the token; the token itself is shown once and kept nowhere. */
    tokenHash: varchar({ length: 64 }).notNull().unique(),
    /** Its last characters, to tell one from another. */
    hint: varchar({ length: 8 }).notNull(),
    scopes: jsonValue<string[]>().notNull(),
    createdBy: ref()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** Null: until it is revoked. */
    expiresAt: instant(),
    revokedAt: instant(),
    lastUsedAt: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [index('api_tokens_user').on(t.createdBy)],
);
