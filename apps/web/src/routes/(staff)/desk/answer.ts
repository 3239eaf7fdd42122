import type { inferRouterOutputs } from '@trpc/server';
import type { IconName } from '#lib/components/Icon.svelte';
import { m } from '#lib/paraglide/messages.js';
import type { AppRouter } from '#lib/server/trpc/router.ts';
import { clockTime, longDay } from '#lib/when.ts';

export type Answer = inferRouterOutputs<AppRouter>['desk']['scan'];
type Refusal = NonNullable<Answer['reason']>;

/** What the desk shows for a scan: the name in big letters, why, and what to do next. */
export interface AnswerWords {
  tone: 'good' | 'late' | 'bad';
  icon: IconName;
  title: string;
  name: string;
  next: string;
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

export function wordAnswer(answer: Answer, timeZone: string): AnswerWords {
  const { appointment } = answer;
  const name = appointment?.guestName ?? '';
  const host = appointment?.hostName ?? '';
  if (answer.outcome === 'admitted') {
    const companions = appointment?.companions ?? 0;
    const next = companions > 0 ? m.desk_next_companions({ host, count: companions }) : m.desk_next({ host });
    return answer.late
      ? { tone: 'late', icon: 'clock', title: m.desk_admitted_late(), name, next }
      : { tone: 'good', icon: 'check', title: m.desk_admitted(), name, next };
  }
  const reason = answer.reason ?? 'not_found';
  return { tone: 'bad', icon: 'alert', title: TITLES[reason](), name, next: remedy(reason, answer, host, timeZone) };
}

function remedy(reason: Refusal, { appointment }: Answer, host: string, timeZone: string): string {
  switch (reason) {
    case 'other_day':
      return m.desk_remedy_other_day({ day: appointment ? longDay(appointment.scheduledAt, timeZone) : '', host });
    case 'already_in':
      return m.desk_remedy_already_in({
        time: appointment?.arrivedAt ? clockTime(appointment.arrivedAt, timeZone) : '',
        desk: appointment?.admittedDesk ?? '',
      });
    case 'finished':
      return m.desk_remedy_finished({
        time: appointment?.completedAt ? clockTime(appointment.completedAt, timeZone) : '',
        host,
      });
    case 'cancelled':
    case 'revoked':
      return m.desk_remedy_cancelled({ host });
    case 'wrong_format':
      return m.desk_remedy_wrong_format();
    case 'not_genuine':
    case 'not_found':
    case 'no_appointment_today':
    case 'turned_away':
      return m.desk_remedy_ask();
  }
}
