export { reportPeriodSchema, visitReportSchema, type ReportPeriodInput, type VisitReport } from './schemas.ts';
export { visitReport } from './visit-report.ts';
