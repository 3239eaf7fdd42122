export interface BackupKey {
  slot: number;
  /** 32 bytes: AES-256. */
  secret: Buffer;
}

const KEY_BYTES = 32;
const LAST_SLOT = 255;

/**
 * Reads `BACKUP_KEY`: `number:base64`, the newest first and older ones after a comma. The first encrypts, all decrypt; none means that
 * backups are not encrypted. Throws when it is malformed.
 */
export function parseBackupKeys(spec: string | undefined): BackupKey[] {
  if (!spec) return [];
  return spec.split(',').map((part) => {
    const [, number, base64] = /^(\d{1,3}):([A-Za-z0-9+/]+={0,2})$/.exec(part.trim()) ?? [];
    const secret = Buffer.from(base64 ?? '', 'base64');
    if (!number || Number(number) > LAST_SLOT || secret.length !== KEY_BYTES)
      throw new Error('BACKUP_KEY must be `number:key`, the key 32 bytes in base64');
    return { slot: Number(number), secret };
  });
}
