export type { DeskAppointment } from './find.ts';
export { REFUSALS, refusalOf, type Refusal } from './rules.ts';
export type { ScanResult } from './attempt.ts';
export { scanPass } from './scan.ts';
export { scanSchema, type Scan } from './schemas.ts';
