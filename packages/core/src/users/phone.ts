import { DomainError } from '../errors.ts';
import { toE164 } from '../phone.ts';

/** A typed number as it is stored: null for an empty one. Throws INVALID `phone_invalid`. */
export function storedPhone(typed: string, region: string): string | null {
  if (typed === '') return null;
  const phone = toE164(typed, region);
  if (!phone) throw new DomainError('INVALID', 'phone_invalid', { field: 'phone' });
  return phone;
}
