export * from './accounts.ts';
export * from './visits.ts';
export * from './maintenance.ts';
export * from './messages.ts';
export * from './whatsapp.ts';
export * from './images.ts';
export * from './upkeep.ts';
