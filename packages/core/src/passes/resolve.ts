import { and, eq } from 'drizzle-orm';
import { verifyScan } from '@sowan/qr';
import { schema, type Db } from '@sowan/db';
import type { PassConfig } from '../context.ts';
import type { Pass } from './issue.ts';

/** A code that we signed; whether it is in the books is the database's to say. */
export interface GenuineCode {
  kind: Pass['kind'];
  code: bigint;
  /** The 40 characters in their canonical spelling. */
  token: string;
}

type Unresolved = { found: false; reason: 'wrong_format' | 'not_genuine' | 'not_found' };
export type ResolvedPass = { found: true; pass: Pass; token: string } | Unresolved;

/** The first two checks of row 23, format → signature, on whatever a scanner read. */
export function readCode(config: PassConfig, scanned: string): ({ found: true } & GenuineCode) | Unresolved {
  const { legacySecret } = config;
  const verified = verifyScan(config.keyring, scanned, legacySecret ? { legacySecret } : {});
  if (!verified.ok) {
    const forged = verified.code === 'BAD_SIGNATURE' || verified.code === 'UNKNOWN_KEY';
    return { found: false, reason: forged ? 'not_genuine' : 'wrong_format' };
  }
  // A genuine card of the old kind opens no appointment; `verifyCard` is who judges it.
  if (verified.format !== 'pass') return { found: false, reason: 'not_found' };
  return { found: true, kind: verified.kind, code: verified.id, token: verified.token };
}

/** From what a scanner read to the row it stands for, in the order format → signature → found (row 23). */
export async function resolvePass(db: Db, config: PassConfig, scanned: string): Promise<ResolvedPass> {
  const code = readCode(config, scanned);
  if (!code.found) return code;
  const pass = await db.query.passes.findFirst({
    where: and(eq(schema.passes.code, code.code), eq(schema.passes.kind, code.kind)),
  });
  return pass ? { found: true, pass, token: code.token } : { found: false, reason: 'not_found' };
}
