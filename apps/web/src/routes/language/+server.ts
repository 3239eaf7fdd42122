import { redirect } from '@sveltejs/kit';
import { isLocale } from '#lib/paraglide/runtime.js';
import type { RequestHandler } from './$types';

const YEAR_SECONDS = 365 * 24 * 3600;

/** Keeps the reader's language in a cookie and goes back to the page it was chosen on. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const form = await request.formData();
  const locale = form.get('locale');
  if (isLocale(locale)) {
    cookies.set('sowan_locale', locale, { path: '/', maxAge: YEAR_SECONDS, httpOnly: false, sameSite: 'lax' });
  }
  const back = new URL(String(form.get('back') ?? '/'), url);
  redirect(303, back.origin === url.origin ? back.pathname + back.search : '/');
};
