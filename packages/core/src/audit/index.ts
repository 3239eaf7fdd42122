export { recordAll, recordAudit, type AuditEntry } from './record.ts';
