import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const { token } = event.params;
  const view = await api.passes.view({ token });
  const card = view.kind === 'member' ? await api.cards.verify({ code: token }) : null;
  return { view, card, now: new Date() };
};

export const actions: Actions = {
  cannotCome: async (event) => {
    const api = await caller(event);
    try {
      await api.passes.askToCancel({ token: event.params.token });
    } catch (error) {
      return formFailure(error, {});
    }
    return undefined;
  },
};
