export { issuePass, passLink, qrTextOf, tokenOf, type Pass } from './issue.ts';
export { passImageSubjects } from './list.ts';
export { qrPngOf } from './png.ts';
export { readCode, resolvePass, type GenuineCode, type ResolvedPass } from './resolve.ts';
export { dropImages, revokeAppointmentPasses } from './revoke.ts';
export { viewPass, type PassView } from './view.ts';
