import { lobbyCode } from '@sowan/core/lobby';
import { services } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** The code on the lobby's screen, for guests who would rather use their own phone. */
export const GET: RequestHandler = async () => {
  const { pass } = await services();
  return new Response(lobbyCode(pass), {
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=3600' },
  });
};
