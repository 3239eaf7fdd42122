import { error } from '@sveltejs/kit';
import { DomainError } from '@sowan/core';
import { exportAudit, type AuditRow } from '@sowan/core/audit-log';
import { createRequest } from '#lib/server/request.ts';
import { readQuery } from '../query.ts';
import type { RequestHandler } from './$types';

const COLUMNS = ['at', 'actorType', 'actor', 'action', 'subjectType', 'subjectId', 'data'] as const;

export const GET: RequestHandler = async (event) => {
  const { ctx } = await createRequest(event);
  const pages = exportAudit(ctx, readQuery(event.url));
  // Whoever may not read it learns so before the file begins.
  const first = await pages.next().catch((refusal: unknown) => {
    if (refusal instanceof DomainError) error(403, refusal.reason);
    throw refusal;
  });
  async function* lines() {
    yield `\uFEFF${COLUMNS.join(',')}\r\n`;
    if (!first.done) yield csvOf(first.value);
    for await (const rows of pages) yield csvOf(rows);
  }
  const encoder = new TextEncoder();
  const parts = lines();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await parts.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="audit.csv"',
      'cache-control': 'no-store',
    },
  });
};

const csvOf = (rows: AuditRow[]) =>
  rows.map((row) => `${COLUMNS.map((name) => cell(textOf(row[name]))).join(',')}\r\n`).join('');

function textOf(value: AuditRow[keyof AuditRow]): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** RFC 4180; what a spreadsheet would take for a formula is made a text. */
const cell = (text: string) => `"${(/^[=+@\t\r-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
