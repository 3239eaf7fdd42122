import type { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '#lib/server/trpc/router.ts';
import { REASON_WORDS } from './reason-words.ts';

export interface Failure {
  reason: string;
  detail: Record<string, unknown>;
  /** Reason per field, by the input's field name. */
  fields: Record<string, string>;
}

/** What a failed call says, whatever failed: a reason of ours, or `network` when no answer came. */
export function failureOf(error: unknown): Failure {
  const data =
    error instanceof Error && error.name === 'TRPCClientError' ? (error as TRPCClientError<AppRouter>).data : null;
  if (data) return { reason: data.reason, detail: data.detail, fields: data.fields };
  return { reason: 'network', detail: {}, fields: {} };
}

type Words = (values: Record<string, unknown>) => string;
const words = REASON_WORDS as Record<string, unknown> as Record<string, Words | undefined>;

/** A reason in the reader's language; one without words of its own gets the general ones. */
export const wordReason = (reason: string, detail: Record<string, unknown> = {}): string =>
  (words[reason] ?? REASON_WORDS.internal)(detail);
