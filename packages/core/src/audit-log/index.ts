export { listCardChecks, listCardChecksSchema, type CardCheckRow } from './card-checks.ts';
export { exportAudit, listAudit, listAuditSchema, type AuditRow } from './list.ts';
export { listScans, listScansSchema, SCAN_OUTCOMES, type ScanRow } from './scans.ts';
