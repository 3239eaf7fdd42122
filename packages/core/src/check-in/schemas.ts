import { z } from 'zod';
import { pageInput } from '../page.ts';

/** Name of the desk, shown to the second desk that scans the same pass. */
const desk = z.string().trim().min(1, 'required').max(60, 'too_long');
/** Chosen by the device: a repeated request with the same key is the same scan. */
const idempotencyKey = z.string().min(8).max(64);
/** What the scanner read: URL, token, or anything else. */
const scanned = z.string().min(1, 'required').max(4096, 'too_long');
const method = z.enum(['camera', 'scanner', 'typed']);

export const scanSchema = z.object({ scanned, method, desk, idempotencyKey: idempotencyKey.optional() });
export type Scan = z.input<typeof scanSchema>;

export const letInSchema = z.object({
  appointmentId: z.coerce.number().int().positive(),
  desk,
  idempotencyKey: idempotencyKey.optional(),
});
export type LetIn = z.input<typeof letInSchema>;

/** Text of one line: what people paste with line breaks in is kept on one. */
const line = (max: number) =>
  z
    .string()
    .transform((text) => text.replaceAll(/\s+/g, ' ').trim())
    .pipe(z.string().min(1, 'required').max(max, 'too_long'));

export const walkInSchema = z.object({
  guestName: line(120),
  /** As typed; empty for a guest without a phone. */
  guestPhone: z.string().trim().max(30, 'too_long').default(''),
  hostId: z.coerce.number({ error: 'required' }).int('required').positive('required'),
  purpose: line(300),
  companions: z.coerce.number().int().min(0).max(50, 'too_many').default(0),
  desk,
  idempotencyKey: idempotencyKey.optional(),
});
export type WalkIn = z.input<typeof walkInSchema>;

export const dayListSchema = pageInput.extend({
  /** Part of the guest's, the host's or the purpose's words, or of the phone number. */
  q: z.string().trim().max(80, 'too_long').default(''),
  /** `open`: expected, waiting or being met; `done`: over, one way or another. */
  show: z.enum(['open', 'scheduled', 'waiting', 'done', 'all']).default('open'),
});
export type DayList = z.input<typeof dayListSchema>;

/** Most scans of a journal sent at once. */
const SYNC_MOST = 100;

export const syncSchema = z.object({
  desk,
  /** The device's clock as it sends: only the time that passed since each scan is believed, not the clock. */
  sentAt: z.iso.datetime({ offset: true, error: 'time_invalid' }).transform((text) => new Date(text)),
  scans: z
    .array(
      z.object({
        scanned,
        method,
        idempotencyKey,
        scannedAt: z.iso.datetime({ offset: true, error: 'time_invalid' }).transform((text) => new Date(text)),
        /** What the desk said: let in, could not tell, or a refusal. */
        shown: z.enum(['admitted', 'unknown', 'refused']),
      }),
    )
    .min(1)
    .max(SYNC_MOST, 'too_many'),
});
export type Sync = z.input<typeof syncSchema>;
export type SyncedScan = z.output<typeof syncSchema>['scans'][number];
