import { checkBookable, checkOpen, type BookingPolicy } from '../appointments/index.ts';
import { DomainError } from '../errors.ts';
import { toE164 } from '../phone.ts';
import type { Settings } from '../settings/index.ts';
import { wallInstant } from '../time.ts';
import type { Column } from './columns.ts';
import { rowBookingSchema, type RowBooking } from './schemas.ts';

export interface RowError {
  column: Column;
  /** A reason, worded by the interface, with what its wording needs. */
  reason: string;
  detail: Record<string, unknown>;
}

/** What rows are judged by, read once for a whole file. */
export interface RowPolicy {
  now: Date;
  settings: Settings & BookingPolicy;
  closedDays: ReadonlyMap<string, string>;
  /** Hosts by e-mail address, in lower case; null when the caller books for nobody else. */
  hosts: ReadonlyMap<string, number> | null;
}

const FIELD_OF: Record<string, Column> = {
  guestName: 'name',
  guestPhone: 'phone',
  guestEmail: 'email',
  guestLocale: 'language',
  purpose: 'purpose',
  companions: 'companions',
};

/** A row as the booking it asks for, and everything that is wrong with it at once. */
export function readRow(
  cell: (column: Column) => string,
  policy: RowPolicy,
): { booking: RowBooking | null; phone: string | null; errors: RowError[] } {
  const errors: RowError[] = [];
  const wrong = (column: Column, reason: string, detail: Record<string, unknown> = {}) =>
    void errors.push({ column, reason, detail });
  const scheduledAt = readTime(cell('date'), cell('time'), policy, wrong);
  const hostId = readHost(cell('host'), policy, wrong);
  const phone = toE164(cell('phone'), policy.settings.phoneRegion);
  if (cell('phone') && !phone) wrong('phone', 'phone_invalid');
  const companions = cell('companions');
  const language = cell('language').toLowerCase();
  const typed = {
    guestName: cell('name'),
    guestPhone: cell('phone'),
    guestEmail: cell('email'),
    ...(language ? { guestLocale: language as 'id' } : {}),
    purpose: cell('purpose'),
    companions: companions ? Number(companions) : 0,
    scheduledAt: (scheduledAt ?? policy.now).toISOString(),
    ...(hostId ? { hostId } : {}),
  };
  const parsed = rowBookingSchema.safeParse(typed);
  for (const issue of parsed.error?.issues ?? []) {
    const column = FIELD_OF[String(issue.path[0])];
    if (column && !errors.some((error) => error.column === column)) wrong(column, reasonOf(issue.message));
  }
  return { booking: errors.length === 0 ? typed : null, phone, errors };
}

/** Our own schemas say a reason; zod's ready-made sentences are one. */
const reasonOf = (message: string) => (/^[a-z_]+$/.test(message) ? message : 'invalid');

type Wrong = (column: Column, reason: string, detail?: Record<string, unknown>) => void;

function readTime(date: string, time: string, policy: RowPolicy, wrong: Wrong): Date | null {
  if (!date || !time) {
    if (!date) wrong('date', 'required');
    if (!time) wrong('time', 'required');
    return null;
  }
  const at = wallInstant(isoDate(date), isoTime(time), policy.settings.timeZone);
  if (!at) {
    wrong('date', 'time_invalid');
    return null;
  }
  try {
    checkBookable(at, policy.now, policy.settings);
    checkOpen(at, policy.settings, policy.closedDays);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    wrong('date', error.reason, error.detail);
  }
  return at;
}

/** `31/12/2026`, `31.12.2026` and `31-12-2026` as people here write a day; ISO 8601 stays. */
function isoDate(typed: string): string {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(typed) ?? [];
  return day ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : typed;
}

/** `9:05`, `09.05` → `09:05`. */
function isoTime(typed: string): string {
  const [, hour = '', minute = ''] = /^(\d{1,2})[:.](\d{2})(?::00)?$/.exec(typed) ?? [];
  return hour ? `${hour.padStart(2, '0')}:${minute}` : typed;
}

function readHost(typed: string, { hosts }: RowPolicy, wrong: Wrong): number | undefined {
  if (!hosts || (!typed && hosts.size === 0)) return undefined;
  if (!typed) {
    wrong('host', 'required');
    return undefined;
  }
  const id = hosts.get(typed.toLowerCase());
  if (!id) wrong('host', 'host_unknown');
  return id;
}
