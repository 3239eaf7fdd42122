import { z } from 'zod';

const role = z.enum(['admin', 'host', 'receptionist']).catch('host');
const locale = z.enum(['id', 'en', 'fr']).catch('id');

export const USER_FIELDS = ['name', 'email', 'role', 'phone', 'locale'] as const;

/** A typed form as the procedures take it. Role and language come from lists: another value is no typing error. */
export const userInput = (typed: Record<(typeof USER_FIELDS)[number], string>) => ({
  ...typed,
  role: role.parse(typed.role),
  locale: locale.parse(typed.locale),
});
