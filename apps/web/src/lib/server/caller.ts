import type { RequestEvent } from '@sveltejs/kit';
import { createRequest } from './request.ts';
import { createCaller } from './trpc/router.ts';

/** The same procedures for `load` functions and form actions, guarded alike, without a round trip. */
export async function caller(event: RequestEvent) {
  return createCaller(await createRequest(event));
}
