import { m } from '#lib/paraglide/messages.js';

export const MEMBER_STATUS_WORDS = {
  pending: m.member_pending,
  active: m.member_active,
  inactive: m.member_inactive,
} as const;
