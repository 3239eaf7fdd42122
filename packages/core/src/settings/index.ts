export { readLogo, removeLogo, setLogo } from './logo.ts';
export { readSettings } from './read.ts';
export { recentSettings } from './recent.ts';
export { settingsSchema, settingsUpdateSchema, type Settings } from './schemas.ts';
export { updateSettings } from './update.ts';
