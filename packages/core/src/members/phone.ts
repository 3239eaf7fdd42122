import { DomainError } from '../errors.ts';
import { toE164 } from '../phone.ts';

/** A typed number as it is stored. Throws INVALID `phone_invalid`. */
export function storedPhone(typed: string | null, region: string): string | null {
  if (typed === null) return null;
  const phone = toE164(typed, region);
  if (!phone) throw new DomainError('INVALID', 'phone_invalid', { field: 'phone' });
  return phone;
}
