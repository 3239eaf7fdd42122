import { qrTextOf, resolvePass } from '@sowan/core/passes';
import type { Services } from './services.ts';

/** A page full of passes is drawn without asking the database for each again; a revoked pass's picture may be served this much longer. */
const KEPT_MS = 30_000;
const MOST_KEPT = 20_000;

interface Subject {
  id: bigint;
  text: string;
}

const kept = new Map<string, { subject: Subject | null; until: number }>();

/**
 * What the image of a token shows, or null for a token that is forged, unknown or revoked. The picture alone opens nothing: every scan asks
 * the database.
 */
export async function imageSubject({ database, pass: config }: Services, token: string): Promise<Subject | null> {
  const now = Date.now();
  const known = kept.get(token);
  if (known && known.until > now) return known.subject;
  const resolved = await resolvePass(database.db, config, token);
  if (!resolved.found) return null;
  const { pass } = resolved;
  const subject = pass.revokedAt ? null : { id: pass.code, text: qrTextOf(config, pass) };
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(token, { subject, until: now + KEPT_MS });
  return subject;
}
