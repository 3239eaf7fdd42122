import { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise, requireUser, SCOPES } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { hashSecret, newSecret } from './secret.ts';

const DAY_MS = 86_400_000;
const HINT_LENGTH = 4;

export const createApiTokenSchema = z.object({
  name: z.string().trim().min(1, 'required').max(80, 'too_long'),
  scopes: z
    .array(z.string().refine((scope) => SCOPES.includes(scope), 'scope_unknown'))
    .min(1, 'scope_required')
    .transform((scopes) => [...new Set(scopes)].sort()),
  /** Days it is valid; null: until it is revoked. */
  days: z.int().min(1).max(3650).nullable().default(365),
});

/** Makes a token that acts in the caller's name within its scopes. `secret` is told this once and kept nowhere. */
export async function createApiToken(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof createApiTokenSchema>,
): Promise<{ id: number; secret: string }> {
  authorise(ctx.actor, 'token.manage');
  const { name, scopes, days } = createApiTokenSchema.parse(input);
  const { id: createdBy } = requireUser(ctx.actor);
  const now = ctx.clock.now();
  const secret = newSecret();
  const expiresAt = days === null ? null : new Date(now.getTime() + days * DAY_MS);
  const hint = secret.slice(-HINT_LENGTH);
  const row = { name, scopes, hint, tokenHash: hashSecret(secret), createdBy, expiresAt, createdAt: now };
  return inTransaction(ctx.db, async (tx) => {
    const [inserted] = await tx.insert(schema.apiTokens).values(row).$returningId();
    if (!inserted) throw new Error('the insert returned no id');
    await recordAudit(tx, ctx.actor, now, {
      action: 'token.created',
      subject: { type: 'apiToken', id: inserted.id },
      data: { name, scopes, expiresAt: expiresAt?.toISOString() ?? null },
    });
    return { id: inserted.id, secret };
  });
}
