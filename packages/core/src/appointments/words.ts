import { inWords } from '../messages/index.ts';
import type { Settings } from '../settings/index.ts';

/** What the messages about an appointment speak of, in the guest's language and the school's zone. */
export function appointmentWords(
  settings: Settings,
  it: {
    guest: { name: string; locale: 'id' | 'en' | 'fr' };
    hostName: string;
    scheduledAt: Date;
    purpose: string;
    link: string;
  },
): Record<string, string> {
  return {
    organisation: settings.organisationName,
    guest: it.guest.name,
    host: it.hostName,
    when: inWords(it.scheduledAt, it.guest.locale, settings.timeZone),
    purpose: it.purpose,
    link: it.link,
  };
}
