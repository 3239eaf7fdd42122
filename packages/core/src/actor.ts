import { DomainError } from './errors.ts';

export type Role = 'admin' | 'host' | 'receptionist';
export type Locale = 'id' | 'en' | 'fr';

/** Who asks. `system` is one of our own processes doing a named job. */
export type Actor =
  | { type: 'user'; id: number; role: Role; name: string; locale: Locale }
  | { type: 'system'; job: string }
  | { type: 'public' };

/**
 * Who may do what; everything not named here is refused. `public` needs no login, `staff` is any logged-in user.
 * Whether it is *your* appointment is the verb's own question.
 */
export const PERMISSIONS = {
  'setup.run': ['public'],
  'auth.login': ['public'],
  'auth.session': ['public'],
  'auth.logout': ['admin', 'host', 'receptionist'],
  'pass.view': ['public'],
  'review.submit': ['public'],
  'appointment.book': ['admin', 'host'],
  'appointment.read': ['admin', 'host', 'receptionist'],
  'appointment.conduct': ['admin', 'host'],
  'guest.read': ['admin', 'host', 'receptionist'],
  'check-in.scan': ['admin', 'receptionist'],
  'notification.own': ['admin', 'host', 'receptionist'],
  'event.follow': ['admin', 'host', 'receptionist'],
  'message.read': ['admin', 'host'],
  'review.read': ['admin', 'host'],
  'user.read': ['admin', 'host', 'receptionist'],
  'user.manage': ['admin'],
  'whatsapp.status': ['admin', 'host', 'receptionist'],
  'whatsapp.manage': ['admin'],
  'settings.read': ['public'],
  'settings.manage': ['admin'],
  'audit.read': ['admin'],
  'image.heal': ['admin'],
} as const satisfies Record<string, readonly (Role | 'public')[]>;

export type Permission = keyof typeof PERMISSIONS;

/** True when the table allows it. Our own processes may do everything. */
export function may(actor: Actor, permission: Permission): boolean {
  const allowed: readonly string[] = PERMISSIONS[permission];
  if (actor.type === 'system' || allowed.includes('public')) return true;
  return actor.type === 'user' && allowed.includes(actor.role);
}

/** Throws UNAUTHENTICATED (nobody logged in) or FORBIDDEN (not this role) unless `may`. */
export function authorise(actor: Actor, permission: Permission): void {
  if (may(actor, permission)) return;
  if (actor.type === 'public') throw new DomainError('UNAUTHENTICATED', 'login_required');
  throw new DomainError('FORBIDDEN', 'role_not_allowed');
}

/** The user behind the request; throws UNAUTHENTICATED for anybody else. */
export function requireUser(actor: Actor): Extract<Actor, { type: 'user' }> {
  if (actor.type !== 'user') throw new DomainError('UNAUTHENTICATED', 'login_required');
  return actor;
}
