import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { readFile, type ReadRow } from './read-file.ts';
import { importFileSchema, type ImportFile } from './schemas.ts';

export interface ImportPreview {
  /** Rows that would be booked: right, and no duplicates. */
  bookable: number;
  faulty: number;
  duplicates: number;
  rows: Omit<ReadRow, 'booking'>[];
}

/** A dry run: what importing the file would do, row by row. Nothing is written. */
export async function previewImport(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: ImportFile,
): Promise<ImportPreview> {
  authorise(ctx.actor, 'appointment.import');
  const rows = await readFile(ctx, importFileSchema.parse(input).csv);
  return {
    bookable: rows.filter(isBookable).length,
    faulty: rows.filter(({ errors }) => errors.length > 0).length,
    duplicates: rows.filter(({ duplicate }) => duplicate !== null).length,
    rows: rows.map(({ booking: _booking, ...row }) => row),
  };
}

export const isBookable = (row: ReadRow): boolean => row.booking !== null && row.duplicate === null;
