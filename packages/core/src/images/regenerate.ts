import { eq } from 'drizzle-orm';
import type { ImageStore } from '@sowan/qr';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { qrTextOf } from '../passes/index.ts';

/** Draws one pass's image anew, whatever was stored. Throws NOT_FOUND `pass_unknown`: a pass without a row never gets an image. */
export async function regenerateImage(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass'>,
  store: ImageStore,
  passId: number,
): Promise<void> {
  authorise(ctx.actor, 'image.heal');
  const pass = await ctx.db.query.passes.findFirst({ where: eq(schema.passes.id, passId) });
  if (!pass || pass.revokedAt) throw new DomainError('NOT_FOUND', 'pass_unknown');
  await store.remove(pass.code);
  const image = await store.image({ id: pass.code, text: qrTextOf(ctx.pass, pass) });
  if (image.failure) throw image.failure;
  await recordAudit(ctx.db, ctx.actor, ctx.clock.now(), {
    action: 'images.regenerated',
    subject: { type: 'pass', id: passId },
  });
}
