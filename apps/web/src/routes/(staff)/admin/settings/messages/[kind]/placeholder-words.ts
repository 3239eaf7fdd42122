import { m } from '#lib/paraglide/messages.js';

const WORDS: Record<string, (() => string) | undefined> = {
  organisation: m.placeholder_organisation,
  guest: m.placeholder_guest,
  host: m.placeholder_host,
  when: m.placeholder_when,
  place: m.placeholder_place,
  purpose: m.placeholder_purpose,
  link: m.placeholder_link,
  name: m.placeholder_name,
  secret: m.placeholder_secret_value,
  until: m.placeholder_until,
  minutes: m.placeholder_minutes,
  member: m.placeholder_member,
  number: m.placeholder_number,
  year: m.placeholder_year,
  desk: m.placeholder_desk,
};

/** What a placeholder stands for; one without words of its own says its name. */
export const wordPlaceholder = (name: string): string => WORDS[name]?.() ?? name;
