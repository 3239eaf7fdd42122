import { fail, type ActionFailure } from '@sveltejs/kit';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { Failure } from '#lib/reasons.ts';
import { errorDetail } from './trpc/errors.ts';

/** A failed procedure as a form action's answer: the failure and what was typed, so that nothing has to be typed twice. */
export function formFailure<T extends Record<string, unknown>>(
  error: unknown,
  typed: T,
): ActionFailure<{ failure: Failure; typed: T }> {
  if (!(error instanceof TRPCError)) throw error;
  return fail(getHTTPStatusCodeFromError(error), { failure: errorDetail(error), typed });
}
