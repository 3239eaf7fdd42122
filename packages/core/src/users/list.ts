import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise, type Role } from '../actor.ts';
import type { Ctx } from '../context.ts';

const { users } = schema;

export interface UserRow {
  id: number;
  name: string;
  email: string;
  role: Role;
  active: boolean;
}

/** Staff accounts by id, a page at a time. */
export async function listUsers(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  page: { after?: number | undefined; limit: number; role?: Role | undefined },
): Promise<{ items: UserRow[] }> {
  authorise(ctx.actor, 'user.list');
  const items = await ctx.db
    .select({ id: users.id, name: users.name, email: users.email, role: users.role, active: users.active })
    .from(users)
    .where(and(page.after ? gt(users.id, page.after) : undefined, page.role ? eq(users.role, page.role) : undefined))
    .orderBy(asc(users.id))
    .limit(page.limit);
  return { items };
}

/** Whom a visit can be booked with, by name. */
export async function listHosts(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<{ id: number; name: string }[]> {
  authorise(ctx.actor, 'user.read');
  return ctx.db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(and(eq(users.active, true), inArray(users.role, ['host', 'admin'])))
    .orderBy(asc(users.name))
    .limit(500);
}
