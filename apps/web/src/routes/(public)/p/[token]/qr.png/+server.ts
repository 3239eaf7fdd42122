import { error } from '@sveltejs/kit';
import { imageSubject } from '#lib/server/pass-images.ts';
import { services } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** The QR image of a pass. Its address can't be guessed and its bytes never change, so browsers may keep it for ever. */
export const GET: RequestHandler = async ({ params, request }) => {
  const shared = await services();
  const subject = await imageSubject(shared, params.token);
  if (!subject) error(404);
  const etag = shared.images.etag(subject);
  const headers = { etag, 'cache-control': 'private, max-age=31536000, immutable' };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const image = await shared.images.image(subject);
  if (image.repaired) shared.log.info({ pass: String(subject.id) }, `${image.repaired} → regenerated`);
  if (image.failure) shared.log.warn({ err: image.failure, pass: String(subject.id) }, 'image served, but not stored');
  return new Response(new Uint8Array(image.bytes), { headers: { ...headers, 'content-type': 'image/png' } });
};
