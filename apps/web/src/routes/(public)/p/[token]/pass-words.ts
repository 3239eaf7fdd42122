import type { IconName } from '#lib/components/Icon.svelte';
import { m } from '#lib/paraglide/messages.js';
import { longDay } from '#lib/when.ts';
import type { PassState, PassView } from './pass-state.ts';

export interface PassWords {
  icon: IconName;
  /** daisyUI's name of the colour. */
  colour: 'alert-success' | 'alert-info' | 'alert-warning' | 'alert-error' | 'alert-neutral';
  title: string;
  /** What the holder does next. */
  text: string;
}

const ANSWERS = {
  coming: m.visits_for_guest_coming,
  soon: m.visits_for_guest_soon,
  colleague: m.visits_for_guest_colleague,
};

/** A pass's state in the reader's language. */
export function wordState(state: PassState, { appointment, organisationName: school, timeZone }: PassView): PassWords {
  const host = appointment?.hostName ?? '';
  const day = appointment ? longDay(appointment.scheduledAt, timeZone) : '';
  const words: Record<PassState, () => PassWords> = {
    today: () => ({ icon: 'check', colour: 'alert-success', title: m.pass_today(), text: m.pass_today_text() }),
    early: () => ({ icon: 'calendar', colour: 'alert-info', title: m.pass_early({ day }), text: m.pass_early_text() }),
    past: () => ({ icon: 'strike', colour: 'alert-neutral', title: m.pass_past(), text: m.pass_past_text({ host }) }),
    waiting: () => ({
      icon: 'hand',
      colour: 'alert-warning',
      title: m.pass_waiting(),
      text: appointment?.hostAnswer ? ANSWERS[appointment.hostAnswer]({ host }) : m.pass_waiting_text({ host }),
    }),
    in_progress: () => ({
      icon: 'people',
      colour: 'alert-info',
      title: m.pass_in_progress(),
      text: m.pass_in_progress_text({ host }),
    }),
    completed: () => ({
      icon: 'check',
      colour: 'alert-success',
      title: m.pass_completed(),
      text: m.pass_completed_text({ school }),
    }),
    no_show: () => ({
      icon: 'strike',
      colour: 'alert-neutral',
      title: m.pass_no_show(),
      text: m.pass_no_show_text({ host }),
    }),
    cancelled: () => ({
      icon: 'strike',
      colour: 'alert-error',
      title: m.pass_cancelled(),
      text: m.pass_cancelled_text({ host }),
    }),
    revoked: () => ({
      icon: 'strike',
      colour: 'alert-error',
      title: m.pass_revoked(),
      text: m.pass_revoked_text({ school }),
    }),
    standing: () => ({
      icon: 'check',
      colour: 'alert-success',
      title: m.pass_standing(),
      text: m.pass_standing_text({ school }),
    }),
  };
  return words[state]();
}
