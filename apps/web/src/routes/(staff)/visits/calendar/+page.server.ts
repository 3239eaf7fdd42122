import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { dayKey } from '#lib/when.ts';
import { spanOf, VIEWS } from './span.ts';
import type { PageServerLoad } from './$types';

const query = z.object({
  view: z.enum(VIEWS).catch('month'),
  day: z.iso.date().optional().catch(undefined),
  hostId: z.coerce.number().int().positive().optional().catch(undefined),
});
const MOST = 100;

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:calendar');
  const api = await caller(event);
  const { me, school } = await event.parent();
  const now = new Date();
  const today = dayKey(now, school.timeZone);
  const { view, day = today, hostId } = query.parse(Object.fromEntries(event.url.searchParams));
  const span = spanOf(view, day);
  const [from, to] = [span.days[0] ?? day, span.days.at(-1) ?? day];
  const [hosts, closed, counts, visits] = await Promise.all([
    me.role === 'host' ? Promise.resolve(null) : api.users.hosts(),
    api.calendar.closedDays(),
    view === 'month' ? api.appointments.counts({ from, to, hostId }) : Promise.resolve([]),
    view === 'month' ? Promise.resolve(null) : api.appointments.find({ from, to, hostId, pageSize: MOST }),
  ]);
  return { view, day, today, hostId, span, hosts, closed, counts, visits, now };
};
