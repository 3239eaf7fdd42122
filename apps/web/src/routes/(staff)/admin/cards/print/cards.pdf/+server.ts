import { error } from '@sveltejs/kit';
import { printCards } from '@sowan/core/cards';
import { getLocale } from '#lib/paraglide/runtime.js';
import { caller } from '#lib/server/caller.ts';
import { download } from '#lib/server/download.ts';
import { createRequest } from '#lib/server/request.ts';
import { printWish } from '../read-print-query.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const api = await caller(event);
  const wish = printWish(event.url.searchParams, Number((await api.cards.stats()).currentYear));
  const { cards } = await api.cards.printable(wish);
  if (cards === 0) error(404, 'no_cards');
  const { ctx } = await createRequest(event);
  const name = wish.runId === undefined ? `cards-${String(wish.year)}.pdf` : `cards-run-${String(wish.runId)}.pdf`;
  return download(name, 'application/pdf', await printCards(ctx, wish, getLocale()));
};
