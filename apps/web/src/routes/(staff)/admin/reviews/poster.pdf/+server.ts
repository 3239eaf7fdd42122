import { error } from '@sveltejs/kit';
import { DomainError } from '@sowan/core';
import { lobbyPoster, posterSchema } from '@sowan/core/lobby';
import { createRequest } from '#lib/server/request.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { ctx } = await createRequest(event);
  const language = posterSchema.shape.language.catch('all').parse(event.url.searchParams.get('language'));
  try {
    return new Response(new Uint8Array(await lobbyPoster(ctx, { language })), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="poster-${language}.pdf"`,
        'cache-control': 'no-store',
      },
    });
  } catch (cause) {
    if (cause instanceof DomainError) error(403, cause.reason);
    throw cause;
  }
};
