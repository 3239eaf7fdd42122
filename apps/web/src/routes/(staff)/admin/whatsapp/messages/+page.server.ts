import { z } from 'zod';
import { listMessagesSchema } from '@sowan/core/messages';
import { caller } from '#lib/server/caller.ts';
import { withinPages } from '#lib/server/last-page.ts';
import type { PageServerLoad } from './$types';

/** What an address may hold: an empty field filters nothing, and neither does one that makes no sense. */
const { shape } = listMessagesSchema;
const query = z.object({
  page: shape.page.catch(1),
  status: shape.status.catch(undefined),
  channel: shape.channel.catch(undefined),
  sessionId: shape.sessionId.catch(undefined),
  guestId: shape.guestId.catch(undefined),
  q: shape.q.catch(undefined),
  from: shape.from.catch(undefined),
  to: shape.to.catch(undefined),
});

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:messages');
  const api = await caller(event);
  const filters = query.parse(Object.fromEntries(event.url.searchParams));
  const [messages, sessions] = await Promise.all([api.messages.list(filters), api.whatsapp.sessions()]);
  return {
    messages: withinPages(event.url, messages),
    filters,
    sessions: sessions.map(({ id, name }) => ({ id, name })),
  };
};
