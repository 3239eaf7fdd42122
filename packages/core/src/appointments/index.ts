export { bookAppointment, type BookedAppointment } from './book.ts';
export { cancelAppointment } from './cancel.ts';
export { finishVisit } from './finish.ts';
export { getAppointment, listAppointments, type AppointmentPage, type AppointmentView } from './list.ts';
export { meetGuest } from './meet.ts';
export { moveAppointment } from './move.ts';
export { passOfAppointment } from './pass.ts';
export { isLate, statusAfter, type Move } from './rules.ts';
export { bookAppointmentSchema, listAppointmentsSchema, type BookAppointment } from './schemas.ts';
