export { answerArrival } from './answer.ts';
export { askToCancel } from './ask-to-cancel.ts';
export { bookAppointment, type BookedAppointment } from './book.ts';
export { cancelAppointment } from './cancel.ts';
export { closePastDays } from './close-days.ts';
export { findConflicts } from './conflicts.ts';
export { escalateWaiting } from './escalate.ts';
export { exportAppointments, MOST_EXPORTED } from './export.ts';
export { countAppointments, findAppointments, type DayCounts } from './find.ts';
export { finishVisit } from './finish.ts';
export { handOverAppointment } from './hand-over.ts';
export { getAppointment, listAppointments, type AppointmentPage, type AppointmentView } from './list.ts';
export { meetGuest } from './meet.ts';
export { moveAppointment } from './move.ts';
export { passOfAppointment } from './pass.ts';
export { reissuePass } from './reissue-pass.ts';
export { rescheduleAppointment } from './reschedule.ts';
export { checkBookable, checkOpen, isLate, statusAfter, type BookingPolicy, type Move } from './rules.ts';
export {
  bookAppointmentSchema,
  conflictsSchema,
  countAppointmentsSchema,
  findAppointmentsSchema,
  hostAnswerSchema,
  listAppointmentsSchema,
  rescheduleSchema,
  type BookAppointment,
  type FindAppointments,
  type HostAnswer,
} from './schemas.ts';
export { takeBackArrival } from './take-back.ts';
