import { error } from '@sveltejs/kit';
import { DomainError } from '@sowan/core';
import { printCard } from '@sowan/core/cards';
import { createRequest } from '#lib/server/request.ts';
import type { RequestHandler } from './$types';

/** A member's card of a year, on a page of its own size. */
export const GET: RequestHandler = async (event) => {
  const { ctx } = await createRequest(event);
  const [id, year] = [Number(event.params.id), Number(event.url.searchParams.get('year'))];
  if (!Number.isInteger(id) || !Number.isInteger(year)) error(404, 'card_unknown');
  try {
    return new Response(new Uint8Array(await printCard(ctx, id, year)), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="card-${String(id)}-${String(year)}.pdf"`,
        'cache-control': 'no-store',
      },
    });
  } catch (refusal) {
    if (refusal instanceof DomainError && refusal.code === 'NOT_FOUND') error(404, refusal.reason);
    throw refusal;
  }
};
