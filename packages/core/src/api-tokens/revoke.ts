import { and, eq, isNull } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';

const { apiTokens } = schema;

/** Ends a token at once, for good. Throws NOT_FOUND `token_unknown`; one that is revoked already stays so. */
export async function revokeApiToken(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>, id: number): Promise<void> {
  authorise(ctx.actor, 'token.manage');
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    const token = await tx.query.apiTokens.findFirst({ where: eq(apiTokens.id, id), columns: { name: true } });
    if (!token) throw new DomainError('NOT_FOUND', 'token_unknown');
    const [result] = await tx
      .update(apiTokens)
      .set({ revokedAt: now })
      .where(and(eq(apiTokens.id, id), isNull(apiTokens.revokedAt)));
    if (result.affectedRows === 0) return;
    await recordAudit(tx, ctx.actor, now, {
      action: 'token.revoked',
      subject: { type: 'apiToken', id },
      data: { name: token.name },
    });
  });
}
