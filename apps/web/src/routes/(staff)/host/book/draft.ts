/** What has been typed, by field. */
export interface Draft {
  guestPhone: string;
  guestName: string;
  purpose: string;
  date: string;
  time: string;
  companions: string;
  guestEmail: string;
  guestLocale: string;
  hostId: string;
  /** `yes`: store the typed name for a known phone. */
  renameGuest: string;
}

export const emptyDraft = (): Draft => ({
  guestPhone: '',
  guestName: '',
  purpose: '',
  date: '',
  time: '',
  companions: '0',
  guestEmail: '',
  guestLocale: '',
  hostId: '',
  renameGuest: '',
});

const KEY = 'sowan_booking';

/** The draft of this tab: it survives a reload, and no other tab and nobody after closing sees the guest's data. */
export function readDraft(): Draft {
  const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  return { ...emptyDraft(), ...(kept as Partial<Draft>) };
}

export const keepDraft = (draft: Draft): void => sessionStorage.setItem(KEY, JSON.stringify(draft));
const REQUEST = 'sowan_booking_request';
const KEY_BYTES = 16;

/**
 * The key under which this draft is booked: the same for as long as nothing in it changes, also after a reload, so that a second
 * attempt after a lost answer books no second visit.
 */
export function requestKey(draft: Draft): string {
  const content = JSON.stringify(draft);
  const kept = JSON.parse(sessionStorage.getItem(REQUEST) ?? '{}') as { content?: string; key?: string };
  if (kept.content === content && kept.key) return kept.key;
  const key = [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  sessionStorage.setItem(REQUEST, JSON.stringify({ content, key }));
  return key;
}

export function forgetDraft(): void {
  sessionStorage.removeItem(KEY);
  sessionStorage.removeItem(REQUEST);
}

/** The fields that differ from an empty form. */
export function typedIn(draft: Draft): Partial<Draft> {
  const empty: Record<string, string> = { ...emptyDraft() };
  return Object.fromEntries(Object.entries(draft).filter(([name, value]) => value !== empty[name]));
}
