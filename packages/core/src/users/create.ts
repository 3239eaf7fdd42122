import type { z } from 'zod';
import { inTransaction, isDuplicateKey, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { hashPassword, passwordSchema } from '../auth/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';
import { storedPhone } from './phone.ts';
import { checkTokenLeavesAdmins } from './rules.ts';
import { createUserSchema } from './schemas.ts';
import { mailTemporaryPassword, temporaryPassword } from './temporary.ts';

export type CreateUser = z.input<typeof createUserSchema>;
type AccountCtx = Pick<Ctx, 'db' | 'clock' | 'actor'>;

/**
 * Makes a staff account and mails its temporary password, which must be changed at the first login. Throws CONFLICT
 * `email_taken`, INVALID `phone_invalid`, FORBIDDEN `token_not_for_admins`.
 */
export async function createUser(
  ctx: AccountCtx & Pick<Ctx, 'jobs' | 'log' | 'pass'>,
  input: CreateUser,
): Promise<{ id: number }> {
  authorise(ctx.actor, 'user.manage');
  const now = ctx.clock.now();
  const { password, stored } = await temporaryPassword(now);
  const { publicUrl } = ctx.pass;
  const { id, mail } = await insertUser(ctx, input, stored, async (tx, user) => ({
    id: user.id,
    mail: await mailTemporaryPassword(tx, user, { password, until: stored.passwordUntil, publicUrl, now }),
  }));
  await enqueueMessages(ctx, [mail]);
  return { id };
}

/** Makes a staff account whose password is chosen already: for seeds, where nobody reads mail. */
export async function createUserWithPassword(
  ctx: AccountCtx,
  { password, ...input }: CreateUser & { password: string },
): Promise<{ id: number }> {
  authorise(ctx.actor, 'user.manage');
  const stored = { passwordHash: await hashPassword(passwordSchema.parse(password)) };
  return insertUser(ctx, input, stored, (_tx, { id }) => Promise.resolve({ id }));
}

type NewUser = z.output<typeof createUserSchema> & { id: number };

async function insertUser<T>(
  ctx: AccountCtx,
  input: CreateUser,
  stored: { passwordHash: string; mustChangePassword?: boolean; passwordUntil?: Date },
  then: (tx: Tx, user: NewUser) => Promise<T>,
): Promise<T> {
  const user = createUserSchema.parse(input);
  checkTokenLeavesAdmins(ctx.actor, user.role);
  const now = ctx.clock.now();
  const phone = storedPhone(user.phone ?? '', (await readSettings(ctx.db)).phoneRegion);
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const row = { ...user, ...stored, phone, createdAt: now, updatedAt: now };
      const [inserted] = await tx.insert(schema.users).values(row).$returningId();
      if (!inserted) throw new Error('the insert returned no id');
      await recordAudit(tx, ctx.actor, now, {
        action: 'user.created',
        subject: { type: 'user', id: inserted.id },
        data: { role: user.role },
      });
      return then(tx, { ...user, id: inserted.id });
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('CONFLICT', 'email_taken', { field: 'email' });
    throw error;
  }
}
