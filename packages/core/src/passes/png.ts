import { eq } from 'drizzle-orm';
import { renderPng } from '@sowan/qr';
import { schema } from '@sowan/db';
import type { Ctx } from '../context.ts';
import { qrTextOf } from './issue.ts';

/** The QR image of a pass, to go along with a message; null when the pass is gone. */
export async function qrPngOf(ctx: Pick<Ctx, 'db' | 'pass'>, passId: number): Promise<Buffer | null> {
  const pass = await ctx.db.query.passes.findFirst({ where: eq(schema.passes.id, passId) });
  return pass ? renderPng(qrTextOf(ctx.pass, pass)) : null;
}
