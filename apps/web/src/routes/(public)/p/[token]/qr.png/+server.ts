import { error } from '@sveltejs/kit';
import { qrTextOf, resolvePass } from '@sowan/core/passes';
import { services } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** The QR image of a pass. Its address can't be guessed and its bytes never change, so browsers may keep it for ever. */
export const GET: RequestHandler = async ({ params, request }) => {
  const { database, pass: config, images } = await services();
  const resolved = await resolvePass(database.db, config, params.token);
  if (!resolved.found || resolved.pass.revokedAt) error(404);
  const subject = { id: resolved.pass.code, text: qrTextOf(config, resolved.pass) };
  const etag = images.etag(subject);
  const headers = { etag, 'cache-control': 'private, max-age=31536000, immutable' };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const image = await images.image(subject);
  return new Response(new Uint8Array(image.bytes), { headers: { ...headers, 'content-type': 'image/png' } });
};
