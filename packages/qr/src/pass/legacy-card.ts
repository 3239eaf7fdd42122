import { createHash, timingSafeEqual } from 'node:crypto';
import { BAD_SIGNATURE, MALFORMED, type Refused } from './verify.ts';

/** An old membership card. Its name and status were never signed, so they are not repeated here. */
export type VerifiedLegacyCard = { ok: true; format: 'legacy'; memberNumber: string; year: number };

const MAX_FIELDS = 16;

/**
 * Checks a JSON card of the predecessor: `signature` = hex SHA-256(memberId ‖ secret ‖ validity).
 * The year must be four digits: a bare hash can be extended by an attacker, but only with a tail that is none.
 */
export function verifyLegacyCard(secret: string, json: string): VerifiedLegacyCard | Refused {
  const card = parseFlatObject(json);
  const { memberId, validity, signature } = card ?? {};
  if (typeof memberId !== 'string' || typeof signature !== 'string') return MALFORMED;
  if (!/^[\w./-]{1,64}$/.test(memberId) || !/^[0-9a-f]{64}$/i.test(signature)) return MALFORMED;
  const year = String(validity);
  if (!/^\d{4}$/.test(year)) return MALFORMED;
  const expected = createHash('sha256').update(memberId).update(secret).update(year).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return BAD_SIGNATURE;
  return { ok: true, format: 'legacy', memberNumber: memberId, year: Number(year) };
}

function parseFlatObject(json: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = Object.values(value);
  if (fields.length > MAX_FIELDS || fields.some((field) => typeof field === 'object')) return undefined;
  return { ...value };
}
