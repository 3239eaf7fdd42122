export type { DeskAppointment } from './find.ts';
export { REFUSALS, refusalOf, type Refusal } from './rules.ts';
export { scanPass, type ScanResult } from './scan.ts';
export { scanSchema, type Scan } from './schemas.ts';
