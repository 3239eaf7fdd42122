import { caller } from '#lib/server/caller.ts';
import type { RequestHandler } from './$types';

/** An empty file with the columns' names and one line to write over. */
export const GET: RequestHandler = async (event) => {
  const { csv } = await (await caller(event)).imports.template();
  return new Response(`\uFEFF${csv}`, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="visits-template.csv"',
      'cache-control': 'no-store',
    },
  });
};
