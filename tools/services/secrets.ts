import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Secrets {
  databaseRootPassword: string;
  databasePassword: string;
  redisPassword: string;
  /** `QR_KEYS`: signs every pass. Losing it makes all printed passes worthless. */
  qrKeys: string;
  /** `WA_AUTH_KEY`: encrypts the WhatsApp credentials at rest. */
  waAuthKey: string;
  /** Guards the page on which the first administrator is made. */
  setupToken: string;
}

const password = () => randomBytes(24).toString('base64url');
const numberedKey = () => `1:${randomBytes(32).toString('base64')}`;

const generators: { [name in keyof Secrets]: () => string } = {
  databaseRootPassword: password,
  databasePassword: password,
  redisPassword: password,
  qrKeys: numberedKey,
  waAuthKey: numberedKey,
  setupToken: password,
};

/**
 * The secrets of a data folder, from its `secrets.json` (mode 0600). What is missing is generated and kept.
 * A file that can't be read is an error and never replaced: it holds keys nobody else has.
 */
export function loadSecrets(dir: string): Secrets {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = path.join(dir, 'secrets.json');
  const known = existsSync(file) ? readSecrets(file) : {};
  const secrets = Object.fromEntries(
    Object.entries(generators).map(([name, generate]) => [name, known[name as keyof Secrets] ?? generate()]),
  ) as unknown as Secrets;
  if (JSON.stringify(secrets) !== JSON.stringify(known)) writeSecretFile(file, JSON.stringify(secrets, null, 2) + '\n');
  else chmodSync(file, 0o600);
  return secrets;
}

/** Writes a file that only its owner may read, whole or not at all. */
export function writeSecretFile(file: string, content: string): void {
  const unfinished = `${file}.new`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, file);
}

function readSecrets(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch (cause) {
    throw new Error(`${file} is damaged. Restore it from a backup: without its keys printed passes stop working.`, {
      cause,
    });
  }
}
