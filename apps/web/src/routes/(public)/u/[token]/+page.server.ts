import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import type { Actions } from './$types';

/** Also what mail systems post to at one click (RFC 8058): opening the page alone changes nothing, as scanners of mail open links. */
export const actions: Actions = {
  default: async (event) => {
    const api = await caller(event);
    try {
      await api.unsubscribe.stop({ token: event.params.token });
    } catch (error) {
      return formFailure(error, {});
    }
    return { done: true as const };
  },
};
