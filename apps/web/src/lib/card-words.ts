import type { inferRouterOutputs } from '@trpc/server';
import type { IconName } from './components/Icon.svelte';
import { m } from './paraglide/messages.js';
import type { AppRouter } from './server/trpc/router.ts';

export type CardAnswer = inferRouterOutputs<AppRouter>['cards']['verify'];
type Verdict = CardAnswer['verdict'];
type Worded = (given: { school: string; year: number }) => string;

interface VerdictWords {
  icon: IconName;
  colour: 'alert-success' | 'alert-info' | 'alert-warning' | 'alert-error';
  title: Worded;
  /** What it means, and what to do. */
  text: Worded;
}

/** A card's verdict in the reader's language. */
export const VERDICT_WORDS: Record<Verdict, VerdictWords> = {
  valid: { icon: 'check', colour: 'alert-success', title: m.verify_valid, text: m.verify_valid_text },
  past_year: { icon: 'clock', colour: 'alert-warning', title: m.verify_past_year, text: m.verify_past_year_text },
  not_yet: { icon: 'calendar', colour: 'alert-info', title: m.verify_not_yet, text: m.verify_not_yet_text },
  revoked: { icon: 'strike', colour: 'alert-error', title: m.verify_revoked, text: m.verify_revoked_text },
  inactive: { icon: 'pause', colour: 'alert-warning', title: m.verify_inactive, text: m.verify_inactive_text },
  not_genuine: { icon: 'alert', colour: 'alert-error', title: m.verify_not_genuine, text: m.verify_not_genuine_text },
  not_a_card: { icon: 'people', colour: 'alert-info', title: m.verify_not_a_card, text: m.verify_not_a_card_text },
  unknown: { icon: 'search', colour: 'alert-error', title: m.verify_unknown, text: m.verify_unknown_text },
  unreadable: { icon: 'camera', colour: 'alert-warning', title: m.verify_unreadable, text: m.verify_unreadable_text },
};

/** Why a card was revoked. */
export const REVOKED_WORDS: Record<string, () => string> = {
  lost: m.card_lost,
  stolen: m.card_stolen,
  damaged: m.card_damaged,
  misused: m.card_misused,
  reissued: m.card_reissued,
};
