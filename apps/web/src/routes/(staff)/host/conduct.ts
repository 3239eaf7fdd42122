import { trpc } from '#lib/trpc.ts';
import type { Appointment } from '#lib/appointment.ts';

export type Answer = NonNullable<Appointment['hostAnswer']>;
export type Step = 'meet' | 'finish' | Answer;
export type Conduct = (row: Appointment, step: Step) => void;

/** A row as it will be once the server agrees. */
export function afterStep(row: Appointment, step: Step, now: Date): Appointment {
  switch (step) {
    case 'meet':
      return { ...row, status: 'in_progress', metAt: now };
    case 'finish':
      return { ...row, status: 'completed', completedAt: now };
    default:
      return { ...row, hostAnswer: step, hostAnsweredAt: now };
  }
}

/** Throws what the server refuses, CONFLICT `illegal_move` when somebody else was faster. */
export const takeStep = (id: number, step: Step) =>
  step === 'meet' || step === 'finish'
    ? trpc.appointments[step].mutate({ id })
    : trpc.appointments.answer.mutate({ id, answer: step });
