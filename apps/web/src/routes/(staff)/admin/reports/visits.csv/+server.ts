import { reportCsv } from '@sowan/core/reports';
import { getLocale } from '#lib/paraglide/runtime.js';
import { caller } from '#lib/server/caller.ts';
import { readPeriod } from '../read-period.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const api = await caller(event);
  const report = await api.reports.visits(readPeriod(event.url.searchParams));
  return new Response(reportCsv(report, getLocale()), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="sowan-${report.from}-${report.to}.csv"`,
      'cache-control': 'no-store',
    },
  });
};
