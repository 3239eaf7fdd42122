import { csvText, type Cell } from '@sowan/core';
import { exportCardRun, type CardRunItem } from '@sowan/core/cards';
import { m } from '#lib/paraglide/messages.js';
import { wordReason } from '#lib/reasons.ts';
import { caller } from '#lib/server/caller.ts';
import { csvResponse } from '#lib/server/download.ts';
import { createRequest } from '#lib/server/request.ts';
import { ITEM_STATUS_WORDS } from '../../run-words.ts';
import type { RequestHandler } from './$types';

/** What became of each member, in the words of whoever asks. */
export const GET: RequestHandler = async (event) => {
  const api = await caller(event);
  const { id, year } = await api.cards.run({ id: Number(event.params.id) });
  const { ctx } = await createRequest(event);
  const header = [m.members_number(), m.members_name(), m.account_email(), m.run_item_status(), m.run_item_reason()];
  return csvResponse(`cards-${year}-${id}.csv`, csvText(header, rowsOf(exportCardRun(ctx, id))));
};

async function* rowsOf(items: AsyncIterable<CardRunItem>): AsyncGenerator<Cell[]> {
  for await (const { number, name, email, status, reason, answer } of items) {
    const why = [reason ? wordReason(reason) : null, answer].filter(Boolean).join(': ');
    yield [number, name, email, ITEM_STATUS_WORDS[status](), why];
  }
}
