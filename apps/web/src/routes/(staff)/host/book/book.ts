import type { Failure } from '#lib/reasons.ts';
import { trpc } from '#lib/trpc.ts';
import { requestKey, type Draft } from './draft.ts';

const LOCALES = ['id', 'en', 'fr'] as const;
const REQUIRED = ['guestPhone', 'guestName', 'purpose', 'date', 'time'] as const;

/** What is missing before anything is sent; null when all is there. */
export function missing(draft: Draft, asksHost: boolean): Failure | null {
  const names = asksHost ? (['hostId', ...REQUIRED] as const) : REQUIRED;
  const fields = names.filter((name) => !draft[name].trim()).map((name) => [name, 'required'] as const);
  return fields.length > 0 ? { reason: 'invalid_input', detail: {}, fields: Object.fromEntries(fields) } : null;
}

/** A refusal as long as anything of it may still hold: none once each field that it names has been changed. */
export function stillHolds(failure: Failure | null, changed: ReadonlySet<string>): Failure | null {
  const named = Object.keys(failure?.fields ?? {});
  return named.length > 0 && named.every((name) => changed.has(name)) ? null : failure;
}

/** Books, and returns the appointment's id; the same draft again finds what it has booked. Throws what the procedure refuses. */
export async function book(draft: Draft, scheduledAt: Date): Promise<number> {
  const guestLocale = LOCALES.find((locale) => locale === draft.guestLocale);
  const { id } = await trpc.appointments.book.mutate({
    guestPhone: draft.guestPhone,
    guestName: draft.guestName,
    purpose: draft.purpose,
    companions: Number(draft.companions) || 0,
    guestEmail: draft.guestEmail.trim(),
    scheduledAt: scheduledAt.toISOString(),
    renameGuest: draft.renameGuest === 'yes',
    idempotencyKey: requestKey(draft),
    ...(guestLocale ? { guestLocale } : {}),
    ...(draft.hostId ? { hostId: Number(draft.hostId) } : {}),
  });
  return id;
}

/** Where a refusal of the time belongs in a form that asks for date and time apart. */
export function atField(failure: Failure): Failure {
  const { scheduledAt, ...fields } = failure.fields;
  const ofTime = ['in_the_past', 'too_soon', 'too_far_ahead', 'school_closed', 'time_invalid'].includes(failure.reason)
    ? failure.reason
    : scheduledAt;
  return ofTime ? { ...failure, fields: { ...fields, date: ofTime } } : failure;
}
