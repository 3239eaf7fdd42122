export { closeEvent, reopenEvent } from './close-event.ts';
export { createEvent } from './create-event.ts';
export { recordAttendance } from './record.ts';
export { attendanceSchema, createEventSchema } from './schemas.ts';
export { exportAttendances, getEvent, listAttendances, listEvents, type Attendance } from './view.ts';
