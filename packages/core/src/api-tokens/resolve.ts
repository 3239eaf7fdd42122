import { and, eq, isNull, lte, or } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Actor } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { hashSecret, looksLikeToken } from './secret.ts';

const { apiTokens, users } = schema;

/** "Last used" is kept to the minute: a write per call would cost more than it tells. */
const USE_NOTED_EVERY_MS = 60_000;

/**
 * Who a bearer token is, or null when it is unknown, expired, revoked, or its maker is no active admin any more (nor is
 * one whose password somebody else has just set).
 */
export async function resolveApiToken(ctx: Pick<Ctx, 'db' | 'clock'>, secret: string): Promise<Actor | null> {
  if (!looksLikeToken(secret)) return null;
  const now = ctx.clock.now();
  const [row] = await ctx.db
    .select({ token: apiTokens, user: users })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.createdBy))
    .where(eq(apiTokens.tokenHash, hashSecret(secret)));
  if (!row) return null;
  const { token, user } = row;
  const over = token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now);
  if (over || !user.active || user.role !== 'admin' || user.mustChangePassword) return null;
  const noted = token.lastUsedAt?.getTime() ?? 0;
  if (now.getTime() - noted >= USE_NOTED_EVERY_MS) {
    const before = new Date(now.getTime() - USE_NOTED_EVERY_MS);
    await ctx.db
      .update(apiTokens)
      .set({ lastUsedAt: now })
      .where(and(eq(apiTokens.id, token.id), or(isNull(apiTokens.lastUsedAt), lte(apiTokens.lastUsedAt, before))));
  }
  const { id, name, role, locale } = user;
  return { type: 'apiToken', id: token.id, scopes: token.scopes, user: { type: 'user', id, name, role, locale } };
}
