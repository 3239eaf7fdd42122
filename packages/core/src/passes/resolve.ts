import { and, eq } from 'drizzle-orm';
import { verifyScan } from '@sowan/qr';
import { schema, type Db } from '@sowan/db';
import type { PassConfig } from '../context.ts';
import type { Pass } from './issue.ts';

export type ResolvedPass =
  { found: true; pass: Pass; token: string } | { found: false; reason: 'wrong_format' | 'not_genuine' | 'not_found' };

/** From what a scanner read to the row it stands for, in the order format → signature → found (row 23). */
export async function resolvePass(db: Db, config: PassConfig, scanned: string): Promise<ResolvedPass> {
  const verified = verifyScan(config.keyring, scanned);
  if (!verified.ok) {
    const forged = verified.code === 'BAD_SIGNATURE' || verified.code === 'UNKNOWN_KEY';
    return { found: false, reason: forged ? 'not_genuine' : 'wrong_format' };
  }
  if (verified.format !== 'pass') return { found: false, reason: 'not_found' };
  const pass = await db.query.passes.findFirst({
    where: and(eq(schema.passes.code, verified.id), eq(schema.passes.kind, verified.kind)),
  });
  return pass ? { found: true, pass, token: verified.token } : { found: false, reason: 'not_found' };
}
