export { closeDays, closeDaysSchema } from './close.ts';
export { closedDayNames, listClosedDays, type ClosedDay } from './list.ts';
export { openDay } from './open.ts';
