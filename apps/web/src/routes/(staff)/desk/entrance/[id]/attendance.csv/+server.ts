import { csvText, type Cell } from '@sowan/core';
import { exportAttendances, type Attendance } from '@sowan/core/entrance';
import { m } from '#lib/paraglide/messages.js';
import { caller } from '#lib/server/caller.ts';
import { csvResponse } from '#lib/server/download.ts';
import { createRequest } from '#lib/server/request.ts';
import type { RequestHandler } from './$types';

/** Everybody who came, in the order of their arrival. */
export const GET: RequestHandler = async (event) => {
  const api = await caller(event);
  const { id, day } = await api.entrance.get({ id: Number(event.params.id) });
  const { ctx } = await createRequest(event);
  const header = [m.members_number(), m.members_name(), m.entrance_export_at(), m.entrance_export_desk()];
  return csvResponse(`attendance-${day}-${String(id)}.csv`, csvText(header, rowsOf(exportAttendances(ctx, id))));
};

async function* rowsOf(attendances: AsyncIterable<Attendance>): AsyncGenerator<Cell[]> {
  for await (const { number, name, attendedAt, desk } of attendances) yield [number, name, attendedAt, desk];
}
