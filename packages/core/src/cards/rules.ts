import type { schema } from '@sowan/db';
import type { Member } from '../members/index.ts';

export type CardChannels = (typeof schema.CARD_RUN_CHANNELS)[number];

/** Why a card cannot be sent to a member. */
export type Unreachable = 'no_email' | 'mail_stopped' | 'no_phone' | 'no_address' | 'whatsapp_stopped';

type Reach = Pick<Member, 'email' | 'bulkMailStoppedAt' | 'phone' | 'whatsappStoppedAt'>;

/** What keeps a run from sending a member the card that way, or null. */
export function unreachableBy(channels: CardChannels, member: Reach): Unreachable | null {
  const { email, bulkMailStoppedAt, phone, whatsappStoppedAt } = member;
  const noMail = email === null ? 'no_email' : bulkMailStoppedAt ? 'mail_stopped' : null;
  const noWhatsapp = phone === null ? 'no_phone' : whatsappStoppedAt ? 'whatsapp_stopped' : null;
  switch (channels) {
    case 'none':
      return null;
    case 'email':
      return noMail;
    case 'whatsapp':
      return noWhatsapp;
    case 'every':
      if (!noMail || !noWhatsapp) return null;
      return noMail === 'mail_stopped' ? noMail : 'no_address';
  }
}

export type CardRunStatus = (typeof schema.CARD_RUN_STATUSES)[number];
export type CardItemStatus = (typeof schema.CARD_ITEM_STATUSES)[number];
export type CardRunMove = 'pause' | 'resume' | 'cancel';

/** What an admin may do with a run, and what becomes of it; anything else is refused. */
const RUN_MOVES: Record<CardRunMove, Partial<Record<CardRunStatus, CardRunStatus>>> = {
  pause: { queued: 'paused', running: 'paused' },
  resume: { paused: 'queued' },
  cancel: { queued: 'cancelled', running: 'cancelled', paused: 'cancelled' },
};

/** The status after a move, or null when there is no such move. */
export const runStatusAfter = (status: CardRunStatus, move: CardRunMove): CardRunStatus | null =>
  RUN_MOVES[move][status] ?? null;

/** What becomes of one member of a run, before anything is done. */
export function decideItem(
  member: (Reach & Pick<Member, 'status'>) | undefined,
  hasCard: boolean,
  run: { channels: CardChannels; resend: boolean },
): { status: 'skipped' | 'failed' | 'sending' | 'done'; reason: string | null } {
  if (!member) return { status: 'failed', reason: 'member_unknown' };
  if (member.status !== 'active') return { status: 'skipped', reason: 'member_not_active' };
  if (hasCard && !run.resend) return { status: 'skipped', reason: 'has_card' };
  const unreachable = unreachableBy(run.channels, member);
  if (unreachable) return { status: 'failed', reason: unreachable };
  return { status: run.channels === 'none' ? 'done' : 'sending', reason: null };
}

const MOST_AT_ONCE = 200;
const CHUNK_SECONDS = 5;

/** Members taken at once at a sending rate (messages a minute): five seconds' worth, so that a pause takes effect soon. */
export const chunkSize = (perMinute: number): number =>
  Math.max(1, Math.min(MOST_AT_ONCE, Math.ceil((perMinute * CHUNK_SECONDS) / 60)));

/** What a card is worth, in the words of whoever is asked: the first that is true. */
export const CARD_VERDICTS = [
  'unreadable',
  'not_genuine',
  'not_a_card',
  'unknown',
  'revoked',
  'past_year',
  'not_yet',
  'inactive',
  'valid',
] as const;
export type CardVerdict = (typeof CARD_VERDICTS)[number];

/** The verdict on a genuine card that is in the books, in the calendar year `thisYear`. */
export function verdictOf(
  card: { revokedAt: Date | null; year: number; status: Member['status'] },
  thisYear: number,
): CardVerdict {
  if (card.revokedAt) return 'revoked';
  if (card.year < thisYear) return 'past_year';
  if (card.year > thisYear) return 'not_yet';
  return card.status === 'active' ? 'valid' : 'inactive';
}

/** "Jean D." of "Jean Pierre Dupont": enough to recognise a friend, too little to look up a stranger. */
export function minimalName(name: string): string {
  const [first = '', ...more] = name.trim().split(/\s+/u);
  const [initial] = more.at(-1) ?? '';
  return initial ? `${first} ${initial.toLocaleUpperCase()}.` : first;
}
