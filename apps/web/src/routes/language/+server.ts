import { redirect } from '@sveltejs/kit';
import { isLocale } from '#lib/paraglide/runtime.js';
import { safePath } from '#lib/safe-path.ts';
import { keepLanguage } from '#lib/server/reader-language.ts';
import type { RequestHandler } from './$types';

/** Keeps the reader's language in a cookie and goes back to the page it was chosen on. */
export const POST: RequestHandler = async ({ request, cookies }) => {
  const form = await request.formData();
  const locale = form.get('locale');
  const back = form.get('back');
  if (isLocale(locale)) keepLanguage(cookies, locale);
  redirect(303, safePath(typeof back === 'string' ? back : null) ?? '/');
};
