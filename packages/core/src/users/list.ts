import { and, asc, count, eq, inArray, like, or } from 'drizzle-orm';
import type { z } from 'zod';
import { schema } from '@sowan/db';
import { authorise, type Locale, type Role } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { pageRange, type Page } from '../page.ts';
import { containing } from '../search.ts';
import { listUsersSchema } from './schemas.ts';

const { users } = schema;

export interface UserRow {
  id: number;
  name: string;
  email: string;
  role: Role;
  locale: Locale;
  phone: string | null;
  active: boolean;
  /** Has yet to choose a password of their own. */
  mustChangePassword: boolean;
}

const columns = {
  id: users.id,
  name: users.name,
  email: users.email,
  role: users.role,
  locale: users.locale,
  phone: users.phone,
  active: users.active,
  mustChangePassword: users.mustChangePassword,
};

/** Staff accounts by name. */
export async function listUsers(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof listUsersSchema>,
): Promise<Page<UserRow>> {
  authorise(ctx.actor, 'user.list');
  const { search, role, active, ...page } = listUsersSchema.parse(input);
  const wanted = and(
    search ? or(like(users.name, containing(search)), like(users.email, containing(search))) : undefined,
    role ? eq(users.role, role) : undefined,
    active ? eq(users.active, active === 'yes') : undefined,
  );
  const { limit, offset } = pageRange(page);
  const items = await ctx.db
    .select(columns)
    .from(users)
    .where(wanted)
    .orderBy(asc(users.name), asc(users.id))
    .limit(limit)
    .offset(offset);
  const [all] = await ctx.db.select({ n: count() }).from(users).where(wanted);
  return { items, total: all?.n ?? 0, ...page };
}

/** One account. Throws NOT_FOUND `user_unknown`. */
export async function getUser(ctx: Pick<Ctx, 'db' | 'actor'>, id: number): Promise<UserRow> {
  authorise(ctx.actor, 'user.list');
  const [user] = await ctx.db.select(columns).from(users).where(eq(users.id, id));
  if (!user) throw new DomainError('NOT_FOUND', 'user_unknown');
  return user;
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
