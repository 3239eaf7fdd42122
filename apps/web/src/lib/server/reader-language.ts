import type { Cookies } from '@sveltejs/kit';
import { cookieName, type Locale } from '#lib/paraglide/runtime.js';

const YEAR_SECONDS = 365 * 24 * 3600;

/** Every page comes in this language from now on; the browser's own words read the cookie too. */
export function keepLanguage(cookies: Cookies, locale: Locale): void {
  cookies.set(cookieName, locale, { path: '/', maxAge: YEAR_SECONDS, httpOnly: false, sameSite: 'lax' });
}
