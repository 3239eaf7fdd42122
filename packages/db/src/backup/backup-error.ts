/**
 * Why a backup could not be written, read or restored: `damaged` (cut short or changed), `encrypted` (no key given), `wrong_key`,
 * `not_a_backup`, `not_empty` (the database to restore into), `differs` (what was restored is not what was saved).
 */
export class BackupError extends Error {
  readonly reason: 'damaged' | 'encrypted' | 'wrong_key' | 'not_a_backup' | 'not_empty' | 'differs';

  constructor(reason: BackupError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupError';
    this.reason = reason;
  }
}
