import { z } from 'zod';
import { inTransaction, isDuplicateKey, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { hashPassword, passwordSchema } from '../auth/index.ts';
import type { Ctx } from '../context.ts';
import { emailSchema } from '../email.ts';
import { DomainError } from '../errors.ts';

export const createUserSchema = z.object({
  name: z.string().trim().min(1, 'required').max(120, 'too_long'),
  email: emailSchema,
  role: z.enum(['admin', 'host', 'receptionist']),
  locale: z.enum(['id', 'en', 'fr']).default('id'),
  password: passwordSchema,
});

/** Makes a staff account. Throws CONFLICT `email_taken`. */
export async function createUser(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof createUserSchema>,
): Promise<{ id: number }> {
  authorise(ctx.actor, 'user.manage');
  const { password, ...user } = createUserSchema.parse(input);
  const now = ctx.clock.now();
  const passwordHash = await hashPassword(password);
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const row = { ...user, passwordHash, createdAt: now, updatedAt: now };
      const [inserted] = await tx.insert(schema.users).values(row).$returningId();
      if (!inserted) throw new Error('the insert returned no id');
      await recordAudit(tx, ctx.actor, now, {
        action: 'user.created',
        subject: { type: 'user', id: inserted.id },
        data: { role: user.role },
      });
      return inserted;
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('CONFLICT', 'email_taken', { field: 'email' });
    throw error;
  }
}
