export { reportCsv } from './csv.ts';
export { liveDashboard, type LiveDashboard } from './live-dashboard.ts';
export { mailReport, reportAttachment } from './mail-report.ts';
export { reportPdf } from './pdf.ts';
export { reportPeriodSchema, visitReportSchema, type ReportPeriodInput, type VisitReport } from './schemas.ts';
export { visitReport } from './visit-report.ts';
