export { previewImport, type ImportPreview } from './preview.ts';
export type { ReadRow } from './read-file.ts';
export { runImport } from './run.ts';
export { importFileSchema, importRowsSchema, type ImportFile } from './schemas.ts';
export { cancelImport, resumeImports, startImport } from './start.ts';
export { importTemplate } from './template.ts';
export { getImport, listImports, type ImportCounts, type ImportRow, type VisitImport } from './view.ts';
