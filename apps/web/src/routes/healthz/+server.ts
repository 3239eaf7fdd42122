import { text } from '@sveltejs/kit';
import { sql } from 'drizzle-orm';
import { services } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** 200 when the process serves and reaches its database. */
export const GET: RequestHandler = async () => {
  const { database, log } = await services();
  try {
    await database.db.execute(sql`select 1`);
    return text('ok');
  } catch (error) {
    log.error({ err: error }, 'health check failed');
    return text('database not reached', { status: 503 });
  }
};
