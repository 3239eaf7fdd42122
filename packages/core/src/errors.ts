export type ErrorCode =
  'NOT_FOUND' | 'FORBIDDEN' | 'CONFLICT' | 'INVALID' | 'UNAUTHENTICATED' | 'RATE_LIMITED' | 'UNAVAILABLE';

/**
 * The one error a verb throws on purpose. `reason` is a stable snake_case name that the interface words in the reader's
 * language; `detail` carries what that wording needs (an instant, a name). Transports map `code`, nothing else.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly detail: Record<string, unknown>;

  constructor(code: ErrorCode, reason: string, detail: Record<string, unknown> = {}) {
    super(`${code}: ${reason}`);
    this.name = 'DomainError';
    this.code = code;
    this.reason = reason;
    this.detail = detail;
  }
}
