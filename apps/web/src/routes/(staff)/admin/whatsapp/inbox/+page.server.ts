import { z } from 'zod';
import { listInboundSchema } from '@sowan/core/whatsapp';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

const { shape } = listInboundSchema;
const query = z.object({
  page: shape.page.catch(1),
  sessionId: shape.sessionId.catch(undefined),
  contentType: shape.contentType.catch(undefined),
  q: shape.q.catch(undefined),
});

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:inbox');
  const api = await caller(event);
  const filters = query.parse(Object.fromEntries(event.url.searchParams));
  const [inbox, sessions] = await Promise.all([api.inbox.list(filters), api.whatsapp.sessions()]);
  return { inbox: withinPages(event.url, inbox), filters, sessions: sessions.map(({ id, name }) => ({ id, name })) };
};
