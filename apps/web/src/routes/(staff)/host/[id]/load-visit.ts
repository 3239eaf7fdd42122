import { error } from '@sveltejs/kit';
import { TRPCError } from '@trpc/server';

/** What is not there, or another host's, looks alike: a page that does not exist. For a promise's `catch`. */
export function hide(failure: unknown): never {
  if (failure instanceof TRPCError && ['NOT_FOUND', 'FORBIDDEN', 'BAD_REQUEST'].includes(failure.code)) error(404);
  throw failure;
}
