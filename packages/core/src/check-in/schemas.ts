import { z } from 'zod';

export const scanSchema = z.object({
  /** What the scanner read: URL, token, or anything else. */
  scanned: z.string().min(1, 'required').max(4096, 'too_long'),
  method: z.enum(['camera', 'scanner', 'typed']),
  /** Name of the desk, shown to the second desk that scans the same pass. */
  desk: z.string().trim().min(1, 'required').max(60, 'too_long'),
  /** Chosen by the device: a repeated request with the same key is the same scan. */
  idempotencyKey: z.string().min(8).max(64).optional(),
});

export type Scan = z.input<typeof scanSchema>;
