import { z } from 'zod';
import { schema } from '@sowan/db';
import { bookAppointmentSchema } from '../appointments/index.ts';
import { pageInput } from '../page.ts';

/** A parents' day of a large school fits; more is another file. */
export const MOST_ROWS = 1000;
const MOST_CHARACTERS = 300_000;

export const importFileSchema = z.object({
  fileName: z.string().trim().min(1, 'required').max(200, 'too_long'),
  /** The file's text. */
  csv: z.string().min(1, 'required').max(MOST_CHARACTERS, 'too_long'),
});
export type ImportFile = z.input<typeof importFileSchema>;

/** What a row books; the instant as ISO 8601, since it waits in the database as JSON. */
export const rowBookingSchema = bookAppointmentSchema.omit({ idempotencyKey: true, renameGuest: true });
export type RowBooking = z.input<typeof rowBookingSchema>;

export const importRowsSchema = pageInput.extend({
  status: z.enum(schema.IMPORT_ROW_STATUSES).optional(),
});
