import type { Ctx } from '../context.ts';
import type { Settings } from '../settings/index.ts';
import type { DeskAppointment, ScannedPass } from './find.ts';
import type { Refusal } from './rules.ts';

export type ScanResult =
  | { outcome: 'admitted'; checkInId: number; appointment: DeskAppointment; late: boolean }
  | { outcome: 'refused'; reason: Refusal; appointment: DeskAppointment | null };

export type ScanCtx = Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass' | 'events' | 'jobs' | 'log'>;

/** One scan at one desk, and what it turned out to be about. */
export interface Attempt {
  scan: {
    method: 'camera' | 'scanner' | 'typed' | 'walk_in' | 'by_hand';
    desk: string;
    idempotencyKey?: string | undefined;
  };
  settings: Settings;
  /** When the code was held to the scanner. */
  now: Date;
  userId: number;
  pass: ScannedPass | null;
  appointment: DeskAppointment | null;
  /** For a scan made without line: when it reached us, and what the desk said meanwhile. */
  synced?: { at: Date; shown: string };
}

/** What every scan leaves behind, admitted or refused: the record of it, browsed beside the audit log. */
export const checkInRow = ({ scan, now, userId, pass, appointment, synced }: Attempt) => ({
  passId: pass?.id ?? null,
  appointmentId: appointment?.id ?? null,
  method: scan.method,
  desk: scan.desk,
  userId,
  idempotencyKey: scan.idempotencyKey ?? null,
  scannedAt: now,
  syncedAt: synced?.at ?? null,
  shown: synced?.shown ?? null,
});
