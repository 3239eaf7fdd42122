import { exportMembers, memberFilterSchema } from '@sowan/core/members';
import { csvResponse } from '#lib/server/download.ts';
import { createRequest } from '#lib/server/request.ts';
import { dayKey } from '#lib/when.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { ctx } = await createRequest(event);
  const given = [...event.url.searchParams].filter(([, value]) => value !== '');
  const filter = memberFilterSchema.catch({}).parse(Object.fromEntries(given));
  return csvResponse(`members-${dayKey(new Date(), 'UTC')}.csv`, exportMembers(ctx, filter));
};
