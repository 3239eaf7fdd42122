import { reportPdf } from '@sowan/core/reports';
import { getLocale } from '#lib/paraglide/runtime.js';
import { caller } from '#lib/server/caller.ts';
import { readPeriod } from '../read-period.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const api = await caller(event);
  const report = await api.reports.visits(readPeriod(event.url.searchParams));
  return new Response(new Uint8Array(await reportPdf(report, getLocale())), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="sowan-${report.from}-${report.to}.pdf"`,
      'cache-control': 'no-store',
    },
  });
};
