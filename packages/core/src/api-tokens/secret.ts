import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'sowan_';

/** A new token: a prefix by which secret scanners know it, and 256 random bits, base64url. */
export const newSecret = (): string => `${PREFIX}${randomBytes(32).toString('base64url')}`;

/** Hash under which a token is kept: SHA-256, hex. With 256 random bits there is nothing to guess, so no slow hash is needed. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const looksLikeToken = (text: string): boolean => text.startsWith(PREFIX) && text.length < 100;
