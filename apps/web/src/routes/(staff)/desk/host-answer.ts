import { m } from '#lib/paraglide/messages.js';
import type { Visit } from './answer.ts';

type Told = Pick<Visit, 'status' | 'hostName' | 'hostAnswer'>;

/** What the host has answered to a guest who waits, in words; empty when nothing. */
export function wordHostAnswer({ status, hostName: host, hostAnswer }: Told): string {
  if (status !== 'waiting' || !hostAnswer) return '';
  switch (hostAnswer) {
    case 'coming':
      return m.desk_answer_coming({ host });
    case 'soon':
      return m.desk_answer_soon({ host });
    case 'colleague':
      return m.desk_answer_colleague({ host });
  }
}
