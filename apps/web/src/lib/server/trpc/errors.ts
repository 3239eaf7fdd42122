import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { DomainError, type ErrorCode, type Log } from '@sowan/core';

/** The one place where domain codes become transport codes. */
const CODES: Record<ErrorCode, TRPCError['code']> = {
  NOT_FOUND: 'NOT_FOUND',
  FORBIDDEN: 'FORBIDDEN',
  CONFLICT: 'CONFLICT',
  INVALID: 'BAD_REQUEST',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
};

/** Any failure as an error that may leave the house: its message is a stable reason, never an exception's text. */
export function toTrpcError(error: TRPCError): TRPCError {
  const cause = error.cause;
  if (cause instanceof DomainError) return new TRPCError({ code: CODES[cause.code], message: cause.reason, cause });
  if (cause instanceof ZodError) return new TRPCError({ code: 'BAD_REQUEST', message: 'invalid_input', cause });
  if (error.code !== 'INTERNAL_SERVER_ERROR') return error;
  return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'internal' });
}

/** What a client may know besides the reason: the domain's detail, or a reason per field. */
export function errorDetail(error: TRPCError): {
  reason: string;
  detail: Record<string, unknown>;
  fields: Record<string, string>;
} {
  const cause = error.cause;
  if (cause instanceof DomainError) {
    const field = cause.detail['field'];
    return {
      reason: cause.reason,
      detail: cause.detail,
      fields: typeof field === 'string' ? { [field]: cause.reason } : {},
    };
  }
  if (cause instanceof ZodError) {
    const fields: Record<string, string> = {};
    for (const issue of cause.issues) fields[issue.path.join('.')] ??= fieldReason(issue.message);
    return { reason: 'invalid_input', detail: {}, fields };
  }
  return { reason: error.code === 'INTERNAL_SERVER_ERROR' ? 'internal' : error.message, detail: {}, fields: {} };
}

/** Our schemas give snake_case reasons; what zod words itself becomes the general one. */
const fieldReason = (message: string) => (/^[a-z_]+$/.test(message) ? message : 'invalid');

/** A generator whose failures reach the client as a reason: what is thrown inside one would otherwise arrive word for word. */
export async function* maskErrors<T>(log: Log, generate: () => AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* generate();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    const worded = toTrpcError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error }));
    if (worded.code === 'INTERNAL_SERVER_ERROR') log.error({ err: error }, 'stream failed');
    throw worded;
  }
}
