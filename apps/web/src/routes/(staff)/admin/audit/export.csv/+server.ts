import { error } from '@sveltejs/kit';
import { csvText, DomainError } from '@sowan/core';
import { exportAudit, type AuditRow } from '@sowan/core/audit-log';
import { csvResponse } from '#lib/server/download.ts';
import { createRequest } from '#lib/server/request.ts';
import { readQuery } from '../query.ts';
import type { RequestHandler } from './$types';

const COLUMNS = ['at', 'actorType', 'actor', 'action', 'subjectType', 'subjectId'] as const;

export const GET: RequestHandler = async (event) => {
  const { ctx } = await createRequest(event);
  const pages = exportAudit(ctx, readQuery(event.url));
  // Whoever may not read it learns so before the file begins.
  const first = await pages.next().catch((refusal: unknown) => {
    if (refusal instanceof DomainError) error(403, refusal.reason);
    throw refusal;
  });
  async function* rows() {
    if (!first.done) yield* first.value.map(cellsOf);
    for await (const page of pages) yield* page.map(cellsOf);
  }
  return csvResponse('audit.csv', csvText([...COLUMNS, 'data'], rows()));
};

const cellsOf = (row: AuditRow) => [...COLUMNS.map((name) => row[name]), JSON.stringify(row.data)];
