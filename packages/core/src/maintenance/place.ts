import type { BackupKey } from '@sowan/db/backup';

/** Where backups lie, and what is needed to make and to try them. Composed by the apps. */
export interface BackupPlace {
  folder: string;
  /** The database that is saved. */
  databaseUrl: string;
  /** A database that backups are tried in; its name ends in `_proof`. Default: one beside the saved database. */
  proofUrl?: string | undefined;
  /** The first encrypts; none: backups are not encrypted. */
  keys: readonly BackupKey[];
}
