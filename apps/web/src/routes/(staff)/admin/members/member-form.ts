import { m } from '#lib/paraglide/messages.js';

/** What the form of a member holds, as it is typed. */
export interface MemberValues {
  name: string;
  email: string;
  phone: string;
  type: string;
  locale: string;
  memberSince: string;
}

export const memberLabels = () => ({
  name: m.members_name(),
  email: m.account_email(),
  phone: m.members_phone(),
  type: m.members_type(),
  locale: m.members_language(),
  memberSince: m.members_since(),
});
