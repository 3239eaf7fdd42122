import { error, type Actions } from '@sveltejs/kit';
import { TRPCError } from '@trpc/server';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { errorDetail } from '#lib/server/trpc/errors.ts';
import { readPeriod } from './read-period.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const wish = readPeriod(event.url.searchParams);
  try {
    const [report, settings] = await Promise.all([api.reports.visits(wish), api.settings.get()]);
    const { reportEvery, reportRecipients } = settings;
    return { report, failure: null, typed: null, mail: { reportEvery, reportRecipients } };
  } catch (cause) {
    // A range that is none: the page says so beside its form, and shows the week.
    if (!(cause instanceof TRPCError) || cause.code !== 'BAD_REQUEST') throw cause;
    const settings = await api.settings.get();
    if (!event.url.search) error(400, 'time_invalid');
    const { reportEvery, reportRecipients } = settings;
    return {
      report: await api.reports.visits({}),
      failure: errorDetail(cause),
      typed: wish.period === 'range' ? { from: wish.from ?? '', to: wish.to ?? '' } : null,
      mail: { reportEvery, reportRecipients },
    };
  }
};

const EVERY = ['daily', 'weekly', 'monthly'] as const;

export const actions: Actions = {
  mail: async (event) => {
    const form = await event.request.formData();
    const typed = form.get('reportRecipients');
    const recipients = typeof typed === 'string' ? typed : '';
    const reportEvery = EVERY.filter((every) => form.getAll('reportEvery').includes(every));
    try {
      const api = await caller(event);
      await api.settings.update({ reportEvery, reportRecipients: recipients.split(/[\s,;]+/).filter(Boolean) });
    } catch (cause) {
      return formFailure(cause, { recipients, reportEvery });
    }
    return { saved: true };
  },
};
