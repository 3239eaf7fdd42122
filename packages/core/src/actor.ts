import { DomainError } from './errors.ts';

export type Role = 'admin' | 'host' | 'receptionist';
export type Locale = 'id' | 'en' | 'fr';

/** A member of the staff. */
export interface User {
  type: 'user';
  id: number;
  role: Role;
  name: string;
  locale: Locale;
  /** The password was given by somebody else: everything but changing it is refused. */
  mustChangePassword?: boolean;
}

/** Who asks. `system` is one of our own processes doing a named job; a token acts in the name of the admin who made it. */
export type Actor =
  | User
  | { type: 'apiToken'; id: number; scopes: readonly string[]; user: User }
  | { type: 'guest'; id: number; name: string; locale: Locale }
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
  'account.own': ['admin', 'host', 'receptionist'],
  'account.recover': ['public'],
  'pass.view': ['public'],
  'portal.enter': ['public'],
  'portal.own': ['guest'],
  'review.submit': ['public'],
  'appointment.book': ['admin', 'host'],
  'appointment.read': ['admin', 'host', 'receptionist'],
  'appointment.conduct': ['admin', 'host'],
  'appointment.hand-over': ['admin', 'host', 'receptionist'],
  'appointment.import': ['admin', 'host'],
  'guest.read': ['admin', 'host', 'receptionist'],
  'guest.erase': ['admin'],
  'guest.edit': ['admin', 'host', 'receptionist'],
  'check-in.scan': ['admin', 'receptionist'],
  'check-in.walk-in': ['admin', 'receptionist'],
  'check-in.undo': ['admin', 'receptionist'],
  'check-in.read': ['admin', 'receptionist'],
  'notification.own': ['admin', 'host', 'receptionist'],
  'event.follow': ['admin', 'host', 'receptionist'],
  'message.read': ['admin', 'host'],
  'message.manage': ['admin'],
  'review.read': ['admin', 'host'],
  'user.read': ['admin', 'host', 'receptionist'],
  'user.list': ['admin'],
  'user.manage': ['admin'],
  'token.manage': ['admin'],
  'whatsapp.status': ['admin', 'host', 'receptionist'],
  'whatsapp.manage': ['admin'],
  'settings.read': ['public'],
  'settings.manage': ['admin'],
  'calendar.read': ['admin', 'host', 'receptionist'],
  'audit.read': ['admin'],
  'image.heal': ['admin'],
  'dashboard.read': ['admin', 'receptionist'],
  'report.read': ['admin'],
  'backup.manage': ['admin'],
  'member.read': ['admin', 'receptionist'],
  'member.manage': ['admin'],
  'member.unsubscribe': ['public'],
  'card.issue': ['admin'],
  'attendance.read': ['admin', 'receptionist'],
  'attendance.record': ['admin', 'receptionist'],
} as const satisfies Record<string, readonly (Role | 'guest' | 'public')[]>;

export type Permission = keyof typeof PERMISSIONS;

/** What one does for oneself, or what hands out power: never for a token. */
const PERSONAL: readonly string[] = ['setup', 'auth', 'account', 'notification', 'event', 'token', 'portal'];
/** All that somebody who has yet to choose a password may do. */
const BEFORE_PASSWORD: readonly Permission[] = ['auth.logout', 'account.own'];
const READING: readonly string[] = ['read', 'list', 'status'];

/** The scope that a token needs for a permission: its noun and `read` or `write`; null when no token may. */
export function scopeOf(permission: Permission): string | null {
  const [noun = '', verb = ''] = permission.split('.');
  if (PERSONAL.includes(noun)) return null;
  return `${noun}:${READING.includes(verb) ? 'read' : 'write'}`;
}

/** Every scope there is, for what is not open to everybody anyway. */
export const SCOPES: readonly string[] = [
  ...new Set(
    (Object.keys(PERMISSIONS) as Permission[])
      .filter((permission) => !isPublic(permission))
      .map(scopeOf)
      .filter((scope) => scope !== null),
  ),
].sort();

/** True when the table allows it. Our own processes may do everything. */
export const may = (actor: Actor, permission: Permission): boolean => refusal(actor, permission) === null;

/**
 * Throws UNAUTHENTICATED (nobody logged in) or FORBIDDEN (`role_not_allowed`, `scope_missing`, `password_change_required`)
 * unless `may`.
 */
export function authorise(actor: Actor, permission: Permission): void {
  const refused = refusal(actor, permission);
  if (refused) throw refused;
}

function refusal(actor: Actor, permission: Permission): DomainError | null {
  if (actor.type === 'system' || isPublic(permission)) return null;
  if (actor.type === 'public') return new DomainError('UNAUTHENTICATED', 'login_required');
  const allowed: readonly string[] = PERMISSIONS[permission];
  if (actor.type === 'guest') {
    return allowed.includes('guest') ? null : new DomainError('FORBIDDEN', 'role_not_allowed');
  }
  const user = actor.type === 'apiToken' ? actor.user : actor;
  if (!allowed.includes(user.role)) return new DomainError('FORBIDDEN', 'role_not_allowed');
  if (actor.type === 'apiToken') {
    const scope = scopeOf(permission);
    return scope && actor.scopes.includes(scope) ? null : new DomainError('FORBIDDEN', 'scope_missing', { scope });
  }
  if (user.mustChangePassword && !BEFORE_PASSWORD.includes(permission)) {
    return new DomainError('FORBIDDEN', 'password_change_required');
  }
  return null;
}

function isPublic(permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly string[]).includes('public');
}

/** The user behind the request, or in whose name a token acts; throws UNAUTHENTICATED for anybody else. */
export function requireUser(actor: Actor): User {
  if (actor.type === 'apiToken') return actor.user;
  if (actor.type === 'guest') throw new DomainError('FORBIDDEN', 'role_not_allowed');
  if (actor.type !== 'user') throw new DomainError('UNAUTHENTICATED', 'login_required');
  return actor;
}
