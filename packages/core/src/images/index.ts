export { regenerateImage } from './regenerate.ts';
export { cancelHeal, requestHeal, requestHealSchema, resumeHeal } from './request.ts';
export { runHeal } from './run.ts';
export { listHealRuns, type HealRunView } from './view.ts';
