import type { Actor, Role } from '../actor.ts';
import { DomainError } from '../errors.ts';

/** A token that could make admins, or turn one out, would be worth more than its scopes say. */
export function checkTokenLeavesAdmins(actor: Actor, ...roles: (Role | undefined)[]): void {
  if (actor.type === 'apiToken' && roles.includes('admin')) {
    throw new DomainError('FORBIDDEN', 'token_not_for_admins');
  }
}

/** Nobody locks themselves out by a slip: another admin has to do it. */
export function checkNotOneself(actor: Actor, userId: number): void {
  if (actor.type === 'user' && actor.id === userId) throw new DomainError('CONFLICT', 'not_yourself');
}
