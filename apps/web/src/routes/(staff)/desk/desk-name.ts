import { m } from '#lib/paraglide/messages.js';

const NAME = 'sowan_desk';

/** What this device calls itself, on every page that scans. */
export const readDeskName = (): string => localStorage.getItem(NAME) ?? m.desk_default_name();
export const keepDeskName = (name: string): void => localStorage.setItem(NAME, name);
