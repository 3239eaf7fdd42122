import { bookAppointment, type BookAppointment, type BookedAppointment } from '../src/appointments/index.ts';
import type { Ctx } from '../src/index.ts';
import { after, hours } from './world.ts';

let guests = 0;

/** A booking form filled in, for a guest nobody knows yet, an hour from now. */
export function form(ctx: Pick<Ctx, 'clock'>, given: Partial<BookAppointment> = {}): BookAppointment {
  guests += 1;
  return {
    guestName: `Guest ${String(guests)}`,
    guestPhone: `0812${String(20_000_000 + guests)}`,
    purpose: 'The school report',
    scheduledAt: after(ctx.clock.now(), hours(1)).toISOString(),
    ...given,
  };
}

export const book = (ctx: Ctx, given: Partial<BookAppointment> = {}): Promise<BookedAppointment> =>
  bookAppointment(ctx, form(ctx, given));
