import { error } from '@sveltejs/kit';
import { readLogo } from '@sowan/core/settings';
import { services } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** The school's logo. Its address changes with it (`?v=`), so browsers may keep it for good. */
export const GET: RequestHandler = async () => {
  const { database } = await services();
  const logo = await readLogo(database.db);
  if (!logo) error(404, 'not_found');
  return new Response(new Uint8Array(logo.bytes), {
    headers: { 'content-type': logo.contentType, 'cache-control': 'public, max-age=31536000, immutable' },
  });
};
