import type { z } from 'zod';
import type { Ctx } from '../context.ts';
import type { Settings } from '../settings/index.ts';
import type { DeskAppointment, ScannedPass } from './find.ts';
import type { Refusal } from './rules.ts';
import type { scanSchema } from './schemas.ts';

export type ScanResult =
  | { outcome: 'admitted'; appointment: DeskAppointment; late: boolean }
  | { outcome: 'refused'; reason: Refusal; appointment: DeskAppointment | null };

export type ScanCtx = Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass' | 'events' | 'log'>;

/** One scan at one desk, and what it turned out to be about. */
export interface Attempt {
  scan: z.output<typeof scanSchema>;
  settings: Settings;
  now: Date;
  userId: number;
  pass: ScannedPass | null;
  appointment: DeskAppointment | null;
}

/** What every scan leaves behind, admitted or refused. */
export const checkInRow = ({ scan, now, userId, pass, appointment }: Attempt) => ({
  passId: pass?.id ?? null,
  appointmentId: appointment?.id ?? null,
  method: scan.method,
  desk: scan.desk,
  userId,
  idempotencyKey: scan.idempotencyKey ?? null,
  scannedAt: now,
});
