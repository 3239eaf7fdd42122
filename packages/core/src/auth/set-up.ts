import { createHash, timingSafeEqual } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { inTransaction, isDuplicateKey, schema, type Db } from '@sowan/db';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { hashPassword } from './password.ts';
import { setUpSchema } from './schemas.ts';

/** Row whose UNIQUE name makes the set-up happen once, however many try at the same instant. */
const DONE = 'setUpAt';

/** True once the main admin exists. */
export async function isSetUp(ctx: Pick<Ctx, 'db'>): Promise<boolean> {
  return (await doneRow(ctx.db)) !== undefined;
}

/**
 * First run: makes the main admin and names the organisation. Possible once, with the token printed at start.
 * Throws CONFLICT `already_set_up`, FORBIDDEN `setup_token_wrong`.
 */
export async function setUp(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  expectedToken: string,
  input: z.input<typeof setUpSchema>,
): Promise<{ userId: number }> {
  const given = setUpSchema.parse(input);
  if (await isSetUp(ctx)) throw new DomainError('CONFLICT', 'already_set_up');
  if (!sameSecret(given.token, expectedToken)) {
    throw new DomainError('FORBIDDEN', 'setup_token_wrong', { field: 'token' });
  }
  const now = ctx.clock.now();
  const passwordHash = await hashPassword(given.password);
  try {
    return await inTransaction(ctx.db, async (tx) => {
      await tx.insert(schema.settings).values({ name: DONE, value: now.toISOString(), updatedAt: now });
      const { name, email, locale, organisationName, timeZone } = given;
      const [admin] = await tx
        .insert(schema.users)
        .values({ name, email, locale, passwordHash, role: 'admin', createdAt: now, updatedAt: now })
        .$returningId();
      if (!admin) throw new Error('the insert returned no id');
      for (const [setting, value] of Object.entries({ organisationName, timeZone, locale })) {
        await tx.insert(schema.settings).values({ name: setting, value, updatedBy: admin.id, updatedAt: now });
      }
      await recordAudit(tx, ctx.actor, now, { action: 'setup.completed', subject: { type: 'user', id: admin.id } });
      return { userId: admin.id };
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('CONFLICT', 'already_set_up');
    throw error;
  }
}

function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

async function doneRow(db: Db) {
  return db.query.settings.findFirst({ where: eq(schema.settings.name, DONE), columns: { name: true } });
}
