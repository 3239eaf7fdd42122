import type { inferRouterOutputs } from '@trpc/server';
import type { IconName } from '#lib/components/Icon.svelte';
import { m } from '#lib/paraglide/messages.js';
import type { AppRouter } from '#lib/server/trpc/router.ts';
import { clockTime, longDay } from '#lib/when.ts';
import type { Verdict } from './offline/judge.ts';

export type Result = inferRouterOutputs<AppRouter>['desk']['scan'];
export type Visit = NonNullable<Result['appointment']>;
type Refusal = NonNullable<Result['reason']>;
type Unsure = Extract<Verdict, { shown: 'unknown' }>['reason'];

/** What the desk shows for a scan: the name in big letters, why, and what to do next. */
export interface AnswerWords {
  tone: 'good' | 'late' | 'bad';
  icon: IconName;
  title: string;
  name: string;
  next: string;
}

/** The remedies a refusal carries as buttons (row 24). */
export type Remedy = 'walk_in' | 'call_host' | 'open';

export interface Answer {
  words: AnswerWords;
  outcome: 'admitted' | 'refused' | 'unknown';
  reason: Refusal | Unsure | null;
  remedies: Remedy[];
  /** Without line: what can be said of it is on the list that was kept. */
  offline: boolean;
  guestName: string;
  visit: Visit | null;
  /** The admission that may be taken back. */
  checkInId: number | null;
}

const TITLES: Record<Refusal, () => string> = {
  wrong_format: m.desk_wrong_format,
  not_genuine: m.desk_not_genuine,
  not_found: m.desk_not_found,
  revoked: m.desk_revoked,
  cancelled: m.desk_cancelled,
  no_appointment_today: m.desk_no_appointment_today,
  other_day: m.desk_other_day,
  already_in: m.desk_already_in,
  finished: m.desk_finished,
  turned_away: m.desk_turned_away,
};

export const refusalTitle = (reason: string): string =>
  (TITLES as Record<string, (() => string) | undefined>)[reason]?.() ?? m.desk_not_found();

export function answerOf(result: Result, timeZone: string): Answer {
  const { appointment: visit, reason } = result;
  return {
    words: reason ? refused(reason, visit, timeZone) : admitted(visit, result.late),
    outcome: result.outcome,
    reason,
    remedies: reason ? remediesOf(visit) : [],
    offline: false,
    guestName: visit?.guestName ?? '',
    visit,
    checkInId: result.checkInId,
  };
}

function admitted(visit: Visit | null, late: boolean): AnswerWords {
  const name = visit?.guestName ?? '';
  const host = visit?.hostName ?? '';
  const next =
    visit && visit.companions > 0 ? m.desk_next_companions({ host, count: visit.companions }) : m.desk_next({ host });
  return late
    ? { tone: 'late', icon: 'clock', title: m.desk_admitted_late(), name, next }
    : { tone: 'good', icon: 'check', title: m.desk_admitted(), name, next };
}

type Told = Pick<Visit, 'guestName' | 'hostName' | 'scheduledAt' | 'arrivedAt' | 'admittedDesk'> & {
  completedAt?: Date | null;
};

function refused(reason: Refusal, visit: Told | null, timeZone: string): AnswerWords {
  const name = visit?.guestName ?? '';
  return { tone: 'bad', icon: 'alert', title: TITLES[reason](), name, next: advice(reason, visit, timeZone) };
}

const remediesOf = (visit: Visit | null): Remedy[] => (visit ? ['walk_in', 'call_host', 'open'] : ['walk_in']);

function advice(reason: Refusal, visit: Told | null, timeZone: string): string {
  const host = visit?.hostName ?? '';
  switch (reason) {
    case 'other_day':
      return m.desk_remedy_other_day({ day: visit ? longDay(visit.scheduledAt, timeZone) : '', host });
    case 'already_in':
      return m.desk_remedy_already_in({
        time: visit?.arrivedAt ? clockTime(visit.arrivedAt, timeZone) : '',
        desk: visit?.admittedDesk ?? '',
      });
    case 'finished':
      return visit?.completedAt
        ? m.desk_remedy_finished({ time: clockTime(visit.completedAt, timeZone), host })
        : m.desk_remedy_cancelled({ host });
    case 'cancelled':
      return m.desk_remedy_cancelled({ host });
    case 'revoked':
      return visit ? m.desk_remedy_revoked({ host }) : m.desk_remedy_revoked_unknown();
    case 'wrong_format':
      return m.desk_remedy_wrong_format();
    case 'not_genuine':
    case 'not_found':
    case 'no_appointment_today':
    case 'turned_away':
      return m.desk_remedy_ask();
  }
}

const UNSURE: Record<Unsure, () => string> = {
  not_listed: m.offline_not_listed,
  list_old: m.offline_list_old,
  no_list: m.offline_no_list,
};

/** What the desk says by itself: amber, since the server has yet to agree. */
export function answerOfVerdict(verdict: Verdict, timeZone: string): Answer {
  const guestName = verdict.visit?.guestName ?? '';
  const base = { offline: true, guestName, visit: null, checkInId: null, remedies: [] };
  if (verdict.shown === 'unknown') {
    const next = UNSURE[verdict.reason]();
    const words = { tone: 'late' as const, icon: 'wifi_off' as const, title: m.offline_unsure(), name: '', next };
    return { ...base, words, outcome: 'unknown', reason: verdict.reason };
  }
  if (verdict.shown === 'refused') {
    const words = refused(verdict.reason, verdict.visit, timeZone);
    return { ...base, words, outcome: 'refused', reason: verdict.reason };
  }
  const title = verdict.late ? m.offline_admitted_late() : m.offline_admitted();
  const next = m.offline_next({ host: verdict.visit.hostName });
  const words = { tone: 'late' as const, icon: 'wifi_off' as const, title, name: guestName, next };
  return { ...base, words, outcome: 'admitted', reason: null };
}
