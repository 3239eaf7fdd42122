import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

/**
 * A phone number as it is stored: E.164 (`08123…` in region ID → `+628123…`), or null when it is none.
 * @param region ISO 3166-1 region of numbers typed without a country code
 */
export function toE164(typed: string, region: string): string | null {
  const number = parsePhoneNumberFromString(typed, region as CountryCode);
  return number?.isValid() ? number.number : null;
}

/** True for an ISO 3166-1 region whose numbers we can read. */
export const isPhoneRegion = (region: string): region is CountryCode => isSupportedCountry(region);
