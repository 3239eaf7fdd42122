import { z } from 'zod';
import { pageInput, pageOf } from '@sowan/core';
import {
  cancelImport,
  getImport,
  importFileSchema,
  importRowsSchema,
  importTemplate,
  listImports,
  previewImport,
  startImport,
} from '@sowan/core/visit-imports';
import { procedure, router } from '../init.ts';
import { DONE, done, id, instant } from '../schemas.ts';

const tags = ['visit imports'];
const permission = 'appointment.import';
const rowStatus = z.enum(['pending', 'booked', 'failed', 'skipped']);
const column = z.enum(['name', 'phone', 'date', 'time', 'purpose', 'host', 'email', 'companions', 'language']);

const visitImport = z.object({
  id: z.number(),
  fileName: z.string(),
  status: z.enum(['queued', 'running', 'done', 'cancelled']),
  cancelRequested: z.boolean(),
  total: z.number(),
  createdAt: instant,
  finishedAt: instant.nullable(),
});

const previewRow = z.object({
  line: z.number(),
  guestName: z.string(),
  phone: z.string().nullable(),
  scheduledAt: instant.nullable(),
  errors: z.array(z.object({ column, reason: z.string(), detail: z.record(z.string(), z.unknown()) })),
  duplicate: z.object({ line: z.number().nullable() }).nullable(),
  storedName: z.string().nullable(),
});

const importRow = z.object({
  line: z.number(),
  guestName: z.string(),
  scheduledAt: instant,
  status: rowStatus,
  reason: z.string().nullable(),
  appointmentId: z.number().nullable(),
});

export const importsRouter = router({
  preview: procedure
    .meta({
      permission,
      openapi: { method: 'POST', path: '/visit-imports/preview', tags, summary: 'What importing a CSV file would do' },
    })
    .input(importFileSchema)
    .output(
      z.object({
        bookable: z.number(),
        faulty: z.number(),
        duplicates: z.number(),
        rows: z.array(previewRow),
      }),
    )
    .mutation(({ ctx, input }) => previewImport(ctx.ctx, input)),

  start: procedure
    .meta({
      permission,
      openapi: { method: 'POST', path: '/visit-imports', tags, summary: 'Book the rows of a CSV file' },
    })
    .input(importFileSchema)
    .output(z.object({ importId: z.number() }))
    .mutation(({ ctx, input }) => startImport(ctx.ctx, input)),

  list: procedure
    .meta({ permission, openapi: { method: 'GET', path: '/visit-imports', tags, summary: 'Imports, newest first' } })
    .input(pageInput)
    .output(pageOf(visitImport))
    .query(({ ctx, input }) => listImports(ctx.ctx, input)),

  template: procedure
    .meta({
      permission,
      openapi: { method: 'GET', path: '/visit-imports/template', tags, summary: 'An empty CSV file to fill in' },
    })
    .output(z.object({ csv: z.string() }))
    .query(async ({ ctx }) => ({ csv: await importTemplate(ctx.ctx) })),

  get: procedure
    .meta({
      permission,
      openapi: {
        method: 'GET',
        path: '/visit-imports/{id}',
        tags,
        summary: 'How far an import has come, and what became of its rows',
      },
    })
    .input(importRowsSchema.extend({ id }))
    .output(visitImport.extend({ counts: z.record(rowStatus, z.number()), rows: pageOf(importRow) }))
    .query(({ ctx, input: { id: importId, ...filter } }) => getImport(ctx.ctx, importId, filter)),

  cancel: procedure
    .meta({
      permission,
      openapi: {
        method: 'DELETE',
        path: '/visit-imports/{id}',
        tags,
        summary: 'Stop an import; what is booked stays booked',
      },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await cancelImport(ctx.ctx, input.id);
      return DONE;
    }),
});
