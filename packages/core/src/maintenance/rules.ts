import type { schema } from '@sowan/db';

type Backup = typeof schema.backups.$inferSelect;

const HOUR_MS = 3_600_000;
/** A night's backup, and some hours for a machine that was switched off. */
const STALE_AFTER_MS = 36 * HOUR_MS;

export interface BackupHealth {
  /**
   * `none` yet · `failed`: the last one could not be written · `unproven`: written, not yet tried · `proof_failed`: it does not
   * restore · `stale`: the newest is older than a day and a half · `proven`: restored and compared.
   */
  state: 'none' | 'failed' | 'unproven' | 'proof_failed' | 'stale' | 'proven';
  /** When the newest whole backup was made. */
  backupAt: Date | null;
  /** When it was last tried. */
  provenAt: Date | null;
  error: string | null;
}

/** @param newest the last attempt; `newestDone` the last that was written to its end */
export function backupHealth(
  newest: Pick<Backup, 'status' | 'error'> | undefined,
  newestDone: Pick<Backup, 'createdAt' | 'proof' | 'proofError' | 'provenAt'> | undefined,
  now: Date,
): BackupHealth {
  const backupAt = newestDone?.createdAt ?? null;
  const provenAt = newestDone?.provenAt ?? null;
  const as = (state: BackupHealth['state'], error: string | null = null) => ({ state, backupAt, provenAt, error });
  if (newestDone?.proof === 'failed') return as('proof_failed', newestDone.proofError);
  if (newest?.status === 'failed') return as('failed', newest.error);
  if (!newestDone) return as('none');
  if (now.getTime() - newestDone.createdAt.getTime() > STALE_AFTER_MS) return as('stale');
  return as(newestDone.proof === 'ok' ? 'proven' : 'unproven');
}
