import { wordReason, type Failure } from './reasons.ts';

/** What is wrong with a field of a refused form, in words; undefined for one that is right. */
export function fieldWord(failure: Failure | null, field: string): string | undefined {
  const reason = failure?.fields[field];
  return reason ? wordReason(reason, failure.detail) : undefined;
}
