import { trpc } from '#lib/trpc.ts';
import type { Appointment } from '#lib/appointment.ts';

export type Step = 'meet' | 'finish';
export type Conduct = (row: Appointment, step: Step) => void;

/** A row as it will be once the server agrees. */
export function afterStep(row: Appointment, step: Step, now: Date): Appointment {
  return step === 'meet'
    ? { ...row, status: 'in_progress', metAt: now }
    : { ...row, status: 'completed', completedAt: now };
}

/** Throws what the server refuses, CONFLICT `illegal_move` when somebody else was faster. */
export const takeStep = (id: number, step: Step) => trpc.appointments[step].mutate({ id });
