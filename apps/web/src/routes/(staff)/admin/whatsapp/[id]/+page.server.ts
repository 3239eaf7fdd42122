import { error } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends('sowan:wa-session');
  const api = await caller(event);
  const [sessions, replicas] = await Promise.all([api.whatsapp.sessions(), api.whatsapp.replicas()]);
  const session = sessions.find(({ id }) => String(id) === event.params.id);
  if (!session) error(404);
  const sending = await api.whatsapp.sendingSettings({ id: session.id });
  return { id: session.id, sessions, replicas, sending, now: new Date() };
};

const SENDING = ['minGapMs', 'maxGapMs', 'newContactsPerDay', 'clientVersion'] as const;

/** What was typed as a number, with a comma or a dot; NaN, which no schema takes, for anything else. */
const figure = (typed: string) => (typed.trim() === '' ? NaN : Number(typed.replace(',', '.')));

export const actions: Actions = {
  rename: async (event) => {
    const typed = formTexts(await event.request.formData(), ['name']);
    const api = await caller(event);
    try {
      await api.whatsapp.rename({ id: Number(event.params.id), ...typed });
    } catch (failure) {
      return formFailure(failure, typed);
    }
    return { saved: 'name' as const };
  },

  /** The pauses are typed in seconds. */
  sending: async (event) => {
    const typed = formTexts(await event.request.formData(), SENDING);
    const api = await caller(event);
    try {
      await api.whatsapp.updateSendingSettings({
        id: Number(event.params.id),
        minGapMs: Math.round(figure(typed.minGapMs) * 1000),
        maxGapMs: Math.round(figure(typed.maxGapMs) * 1000),
        newContactsPerDay: figure(typed.newContactsPerDay),
        clientVersion: typed.clientVersion,
      });
    } catch (failure) {
      return formFailure(failure, typed);
    }
    return { saved: 'sending' as const };
  },
};
