export { exportAudit, listAudit, listAuditSchema, type AuditRow } from './list.ts';
