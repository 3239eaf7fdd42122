import { m } from '#lib/paraglide/messages.js';

/** What the form of an account holds, as it is typed. */
export interface UserValues {
  name: string;
  email: string;
  role: string;
  phone: string;
  locale: string;
}

export const userLabels = () => ({
  name: m.users_name(),
  email: m.account_email(),
  role: m.users_role(),
  phone: m.users_phone(),
  locale: m.users_language(),
});
