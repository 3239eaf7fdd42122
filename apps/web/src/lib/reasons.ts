import { TRPCClientError } from '@trpc/client';
import { m } from '#lib/paraglide/messages.js';
import type { AppRouter } from '#lib/server/trpc/router.ts';

export interface Failure {
  reason: string;
  detail: Record<string, unknown>;
  /** Reason per field, by the input's field name. */
  fields: Record<string, string>;
}

/** What a failed call says, whatever failed: a reason of ours, or `network` when no answer came. */
export function failureOf(error: unknown): Failure {
  if (error instanceof TRPCClientError) {
    const { data } = error as TRPCClientError<AppRouter>;
    if (data) return { reason: data.reason, detail: data.detail, fields: data.fields };
  }
  return { reason: 'network', detail: {}, fields: {} };
}

type Words = (values: Record<string, unknown>) => string;

/** A reason in the reader's language; one without words of its own gets the general ones. */
export function wordReason(reason: string, detail: Record<string, unknown> = {}): string {
  const words = (m as unknown as Record<string, Words | undefined>)[`reason_${reason}`];
  return words ? words(detail) : m.reason_internal();
}
