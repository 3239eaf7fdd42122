import { error } from '@sveltejs/kit';
import { z } from 'zod';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { MEMBER_FIELDS, memberInput } from '../read-member-form.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const idOf = (event: Pick<RequestEvent, 'params'>): number => {
  const id = z.coerce.number().int().positive().safeParse(event.params.id);
  if (!id.success) error(404, 'member_unknown');
  return id.data;
};

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const id = idOf(event);
  const [member, cards, legacy, stats] = await Promise.all([
    api.members.get({ id }),
    api.cards.ofMember({ id }),
    api.cards.legacyRevocations({ id }),
    api.cards.stats(),
  ]);
  return { member, cards, legacy, year: Number(stats.currentYear) };
};

const REASON = z.enum(['lost', 'stolen', 'damaged', 'misused', 'reissued']).catch('reissued');

export const actions: Actions = {
  save: async (event) => {
    const typed = formTexts(await event.request.formData(), MEMBER_FIELDS);
    const api = await caller(event);
    try {
      await api.members.update({ id: idOf(event), ...memberInput(typed) });
    } catch (error) {
      return formFailure(error, { of: 'save' as const, ...typed });
    }
    return { done: 'save' as const };
  },

  approve: async (event) => {
    const api = await caller(event);
    try {
      await api.members.approve({ id: idOf(event) });
    } catch (error) {
      return formFailure(error, { of: 'membership' as const });
    }
    return { done: 'approve' as const };
  },

  deactivate: async (event) => {
    const api = await caller(event);
    try {
      await api.members.deactivate({ id: idOf(event) });
    } catch (error) {
      return formFailure(error, { of: 'membership' as const });
    }
    return { done: 'deactivate' as const };
  },

  /** Sends the card there is, or makes one. */
  send: async (event) => {
    const api = await caller(event);
    try {
      const { made } = await api.cards.issue({ id: idOf(event) });
      return { done: made ? ('issue' as const) : ('resend' as const) };
    } catch (error) {
      return formFailure(error, { of: 'membership' as const });
    }
  },

  replace: async (event) => {
    const reason = REASON.parse((await event.request.formData()).get('reason'));
    const api = await caller(event);
    try {
      await api.cards.issue({ id: idOf(event), replace: reason });
    } catch (error) {
      return formFailure(error, { of: 'membership' as const });
    }
    return { done: 'replace' as const };
  },

  resubscribe: async (event) => {
    const api = await caller(event);
    try {
      await api.members.resubscribe({ id: idOf(event) });
    } catch (error) {
      return formFailure(error, { of: 'membership' as const });
    }
    return { done: 'resubscribe' as const };
  },

  /** A card of the predecessor: it is not in the books, so its year is all there is to name it. */
  legacy: async (event) => {
    const form = await event.request.formData();
    const api = await caller(event);
    try {
      await api.cards.revokeLegacy({
        id: idOf(event),
        year: Number(form.get('year')),
        reason: REASON.parse(form.get('reason')),
      });
    } catch (error) {
      return formFailure(error, { of: 'membership' as const });
    }
    return { done: 'legacy' as const };
  },
};
