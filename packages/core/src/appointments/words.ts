import type { Locale } from '../actor.ts';
import { inWords } from '../messages/index.ts';
import type { Settings } from '../settings/index.ts';

/** What the messages about an appointment speak of, in the guest's language and the school's zone. */
export function appointmentWords(
  settings: Settings,
  it: {
    guest: { name: string; locale: Locale };
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
    place: placeInWords(settings, it.guest.locale),
    purpose: it.purpose,
    link: it.link,
  };
}

const PLACE: Record<Locale, string> = { id: 'Tempat:', en: 'Place:', fr: 'Lieu :' };

/** Where to come to, a line for each thing the school has said of it; empty when it has said nothing. */
function placeInWords(place: Pick<Settings, 'address' | 'directions' | 'mapLink'>, locale: Locale): string {
  const lines = [place.address, place.directions, place.mapLink].filter(Boolean);
  return lines.length > 0 ? `${PLACE[locale]} ${lines.join('\n')}` : '';
}
