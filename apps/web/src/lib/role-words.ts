import { m } from './paraglide/messages.js';

export const ROLE_WORDS = { admin: m.role_admin, host: m.role_host, receptionist: m.role_receptionist };
export const ROLES = ['host', 'receptionist', 'admin'] as const;
