import { desc, eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';

const { apiTokens, users } = schema;

export interface ApiTokenRow {
  id: number;
  name: string;
  /** Its last characters. */
  hint: string;
  scopes: string[];
  /** `idle`: its maker is no active admin any more, so it opens nothing. */
  state: 'active' | 'expired' | 'revoked' | 'idle';
  madeBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

/** All tokens, newest first. */
export async function listApiTokens(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>): Promise<ApiTokenRow[]> {
  authorise(ctx.actor, 'token.manage');
  const now = ctx.clock.now();
  const rows = await ctx.db
    .select({ token: apiTokens, madeBy: users.name, active: users.active, role: users.role })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.createdBy))
    .orderBy(desc(apiTokens.id))
    .limit(500);
  return rows.map(({ token, madeBy, active, role }) => {
    const { id, name, hint, scopes, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
    const state = stateOf(token, active && role === 'admin', now);
    return { id, name, hint, scopes, state, madeBy, createdAt, expiresAt, revokedAt, lastUsedAt };
  });
}

function stateOf(
  token: { revokedAt: Date | null; expiresAt: Date | null },
  makerIsAdmin: boolean,
  now: Date,
): ApiTokenRow['state'] {
  if (token.revokedAt) return 'revoked';
  if (token.expiresAt && token.expiresAt <= now) return 'expired';
  return makerIsAdmin ? 'active' : 'idle';
}
