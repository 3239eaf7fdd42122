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
  const [member, cards, stats] = await Promise.all([
    api.members.get({ id }),
    api.cards.ofMember({ id }),
    api.cards.stats(),
  ]);
  return { member, cards, year: Number(stats.currentYear) };
};

const REASONS = ['lost', 'stolen', 'damaged', 'misused', 'reissued'] as const;

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
    const reason = z
      .enum(REASONS)
      .catch('reissued')
      .parse((await event.request.formData()).get('reason'));
    const api = await caller(event);
    try {
      await api.cards.issue({ id: idOf(event), replace: reason });
    } catch (error) {
      return formFailure(error, { of: 'membership' as const });
    }
    return { done: 'replace' as const };
  },
};
