export { BackupError } from './backup-error.ts';
export { checkBackup, compareWithBackup, type BackupContents } from './check.ts';
export { parseBackupKeys, type BackupKey } from './keys.ts';
export { emptyDatabase, loadBackup, tablesInUse } from './load.ts';
export { scratchUrl, withScratchDatabase } from './scratch.ts';
export { writeBackup, type WrittenBackup } from './write.ts';
