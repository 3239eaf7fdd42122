import { fail, redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Failure } from '#lib/reasons.ts';
import { atField } from '../../book/book.ts';
import { instantOf } from '../../book/wall-time.ts';
import { hide } from '../load-visit.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const appointment = await api.appointments.get({ id: Number(event.params.id) }).catch(hide);
  if (appointment.status !== 'scheduled') redirect(303, `/host/${event.params.id}`);
  return { appointment, now: new Date() };
};

export const actions: Actions = {
  default: async (event) => {
    const typed = formTexts(await event.request.formData(), ['date', 'time']);
    const api = await caller(event);
    const { timeZone } = await api.settings.school();
    const scheduledAt = instantOf(typed.date, typed.time, timeZone);
    if (!scheduledAt) {
      const failure: Failure = { reason: 'time_invalid', detail: {}, fields: { date: 'time_invalid' } };
      return fail(400, { failure, typed });
    }
    try {
      await api.appointments.reschedule({ id: Number(event.params.id), scheduledAt: scheduledAt.toISOString() });
    } catch (error) {
      const failed = formFailure(error, typed);
      return { ...failed, data: { ...failed.data, failure: atField(failed.data.failure) } };
    }
    redirect(303, `/host/${event.params.id}`);
  },
};
