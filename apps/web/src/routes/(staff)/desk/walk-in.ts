/** What has been typed into the walk-in form; it survives errors, lost lines and reloads, in this tab only. */
export interface WalkInDraft {
  guestName: string;
  guestPhone: string;
  hostId: string;
  purpose: string;
  companions: string;
}

const KEY = 'sowan_walk_in';
const EMPTY: WalkInDraft = { guestName: '', guestPhone: '', hostId: '', purpose: '', companions: '0' };

export function readDraft(): WalkInDraft {
  const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  return { ...EMPTY, ...(kept as Partial<WalkInDraft>) };
}

export const keepDraft = (draft: WalkInDraft): void => sessionStorage.setItem(KEY, JSON.stringify(draft));
export const dropDraft = (): void => sessionStorage.removeItem(KEY);
