import { z } from 'zod';

const locale = z.enum(['id', 'en', 'fr']).catch('id');

export const MEMBER_FIELDS = ['name', 'email', 'phone', 'type', 'locale', 'memberSince'] as const;

/** A typed form as the procedures take it. The language comes from a list: another value is no typing error. */
export const memberInput = (typed: Record<(typeof MEMBER_FIELDS)[number], string>) => ({
  ...typed,
  locale: locale.parse(typed.locale),
});
