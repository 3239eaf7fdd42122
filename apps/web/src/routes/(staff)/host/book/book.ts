import type { Failure } from '#lib/reasons.ts';
import { trpc } from '#lib/trpc.ts';
import { dayKey } from '#lib/when.ts';
import type { Draft } from './draft.ts';

const LOCALES = ['id', 'en', 'fr'] as const;
const REQUIRED = ['guestPhone', 'guestName', 'purpose', 'date', 'time'] as const;

/** What is missing before anything is sent; null when all is there. */
export function missing(draft: Draft, asksHost: boolean): Failure | null {
  const names = asksHost ? (['hostId', ...REQUIRED] as const) : REQUIRED;
  const fields = names.filter((name) => !draft[name].trim()).map((name) => [name, 'required'] as const);
  return fields.length > 0 ? { reason: 'invalid_input', detail: {}, fields: Object.fromEntries(fields) } : null;
}

/** Books, and returns the appointment's id. Throws what the procedure refuses. */
export async function book(draft: Draft, scheduledAt: Date): Promise<number> {
  const guestLocale = LOCALES.find((locale) => locale === draft.guestLocale);
  const { id } = await trpc.appointments.book.mutate({
    guestPhone: draft.guestPhone,
    guestName: draft.guestName,
    purpose: draft.purpose,
    companions: Number(draft.companions) || 0,
    guestEmail: draft.guestEmail.trim(),
    scheduledAt: scheduledAt.toISOString(),
    ...(guestLocale ? { guestLocale } : {}),
    ...(draft.hostId ? { hostId: Number(draft.hostId) } : {}),
  });
  return id;
}

/**
 * The id of the visit that an earlier attempt booked although its answer never came, so that a second attempt after a lost connection
 * does not book the guest twice; null when there is none.
 */
export async function bookedBefore(draft: Draft, scheduledAt: Date, timeZone: string): Promise<number | null> {
  const { guest } = await trpc.guests.lookUpPhone.query({ phone: draft.guestPhone });
  if (!guest) return null;
  const { items } = await trpc.appointments.list.query({
    day: dayKey(scheduledAt, timeZone),
    status: 'scheduled',
    hostId: draft.hostId ? Number(draft.hostId) : undefined,
    limit: 100,
  });
  const same = items.find((row) => row.guestId === guest.id && row.scheduledAt.getTime() === scheduledAt.getTime());
  return same?.id ?? null;
}

/** Where a refusal of the time belongs in a form that asks for date and time apart. */
export function atField(failure: Failure): Failure {
  const { scheduledAt, ...fields } = failure.fields;
  const ofTime = ['in_the_past', 'too_far_ahead', 'time_invalid'].includes(failure.reason)
    ? failure.reason
    : scheduledAt;
  return ofTime ? { ...failure, fields: { ...fields, date: ofTime } } : failure;
}
