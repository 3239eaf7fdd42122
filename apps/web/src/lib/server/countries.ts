import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { getLocale } from '#lib/paraglide/runtime.js';

/** Countries whose phone numbers we can read, by their name in the reader's language. */
export function countriesOfPhones(): { code: string; name: string }[] {
  const names = new Intl.DisplayNames(getLocale(), { type: 'region' });
  return getCountries()
    .map((code) => ({ code, name: `${names.of(code) ?? code} (+${getCountryCallingCode(code)})` }))
    .sort((a, b) => a.name.localeCompare(b.name, getLocale()));
}
