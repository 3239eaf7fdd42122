import { hash, verify } from '@node-rs/argon2';

/** argon2id at OWASP's second recommendation: 19 MiB, two passes, one lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** PHC string of a password, with a random salt. */
export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS);

// Verified against when there is no account, so that the time of an answer does not tell whether there is one.
let decoy: Promise<string> | undefined;

/** Compares in the same time whether or not there is a hash to compare with. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  const matches = await verify(stored ?? (await decoy), password);
  return stored !== null && matches;
}
