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
});

const KEY = 'sowan_booking';

/** The draft of this tab: it survives a reload, and no other tab and nobody after closing sees the guest's data. */
export function readDraft(): Draft {
  const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  return { ...emptyDraft(), ...(kept as Partial<Draft>) };
}

export const keepDraft = (draft: Draft): void => sessionStorage.setItem(KEY, JSON.stringify(draft));
export const forgetDraft = (): void => sessionStorage.removeItem(KEY);

/** The fields that differ from an empty form. */
export function typedIn(draft: Draft): Partial<Draft> {
  const empty: Record<string, string> = { ...emptyDraft() };
  return Object.fromEntries(Object.entries(draft).filter(([name, value]) => value !== empty[name]));
}
