import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import { countriesOfPhones } from '#lib/server/countries.ts';
import { otherZones } from '#lib/time-zones.ts';
import { getLocale, isLocale } from '#lib/paraglide/runtime.js';
import type { Actions, PageServerLoad } from './$types';

const TEXTS = ['organisationName', 'timeZone', 'locale', 'phoneRegion', 'address', 'mapLink', 'directions'] as const;
const NUMBERS = [
  'graceMinutes',
  'bookingMonthsAhead',
  'bookingLeadMinutes',
  'escalationMinutes',
  'archiveMonths',
  'cardsPerMinute',
] as const;

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  return { settings: await api.settings.get(), zones: otherZones(), countries: countriesOfPhones() };
};

export const actions: Actions = {
  save: async (event) => {
    const form = await event.request.formData();
    const { locale, ...texts } = formTexts(form, TEXTS);
    const numbers = formTexts(form, NUMBERS);
    const closedWeekdays = form.getAll('closedWeekdays').map(Number);
    const api = await caller(event);
    try {
      await api.settings.update({
        ...texts,
        locale: isLocale(locale) ? locale : getLocale(),
        // An emptied field is no zero.
        ...(Object.fromEntries(NUMBERS.map((name) => [name, numbers[name] === '' ? NaN : Number(numbers[name])])) as {
          [name in (typeof NUMBERS)[number]]: number;
        }),
        closedWeekdays,
      });
    } catch (error) {
      return formFailure(error, { of: 'save' as const, locale, ...texts, ...numbers });
    }
    return { done: 'save' as const };
  },

  logo: async (event) => {
    const file = (await event.request.formData()).get('logo');
    const api = await caller(event);
    try {
      const bytes = file instanceof File ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
      await api.settings.setLogo({ image: bytes.toString('base64') });
    } catch (error) {
      return formFailure(error, { of: 'logo' as const });
    }
    return { done: 'logo' as const };
  },

  removeLogo: async (event) => {
    const api = await caller(event);
    await api.settings.removeLogo();
    return { done: 'logo' as const };
  },
};
