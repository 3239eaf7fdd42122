import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { emailSchema } from '../email.ts';
import { DomainError } from '../errors.ts';
import { enqueueMessages, tellStaff } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';
import { accessChanged } from './access-changed.ts';
import { hashPassword } from './password.ts';
import { passwordSchema } from './schemas.ts';
import { setChosenPassword } from './set-password.ts';

const { passwordLinks, sessions, users } = schema;
const VALID_MINUTES = 60;

const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

export const requestPasswordLinkSchema = z.object({ email: emailSchema });

/** Mails a link by which the owner of an address chooses a new password. Tells nobody whether there is such an account. */
export async function requestPasswordLink(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'log' | 'pass'>,
  input: z.input<typeof requestPasswordLinkSchema>,
): Promise<void> {
  authorise(ctx.actor, 'account.recover');
  const { email } = requestPasswordLinkSchema.parse(input);
  const now = ctx.clock.now();
  const user = await ctx.db.query.users.findFirst({ where: and(eq(users.email, email), eq(users.active, true)) });
  if (!user) {
    const subject = { type: 'user', id: null };
    return recordAudit(ctx.db, ctx.actor, now, { action: 'password.link-refused', subject });
  }
  const token = randomBytes(24).toString('base64url');
  const mail = await inTransaction(ctx.db, async (tx) => {
    const expiresAt = new Date(now.getTime() + VALID_MINUTES * 60_000);
    // The newest link is the one that works: a forgotten earlier mail opens nothing.
    await tx.delete(passwordLinks).where(eq(passwordLinks.userId, user.id));
    await tx.insert(passwordLinks).values({ tokenHash: hashToken(token), userId: user.id, expiresAt, createdAt: now });
    await recordAudit(tx, ctx.actor, now, { action: 'password.link-sent', subject: { type: 'user', id: user.id } });
    const { organisationName } = await readSettings(tx);
    return tellStaff(tx, {
      kind: 'password_link',
      user,
      values: { organisation: organisationName, name: user.name, minutes: String(VALID_MINUTES) },
      secret: `${ctx.pass.publicUrl}/password/${token}`,
      now,
    });
  });
  await enqueueMessages(ctx, [mail]);
}

export const recoverPasswordSchema = z.object({ token: z.string().min(1).max(64), password: passwordSchema });

/** Chooses a new password by a mailed link, once; every session of the account ends. Throws NOT_FOUND `password_link_over`. */
export async function recoverPassword(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'events' | 'log'>,
  input: z.input<typeof recoverPasswordSchema>,
): Promise<void> {
  authorise(ctx.actor, 'account.recover');
  const { token, password } = recoverPasswordSchema.parse(input);
  const now = ctx.clock.now();
  const open = and(eq(passwordLinks.tokenHash, hashToken(token)), gt(passwordLinks.expiresAt, now));
  const over = new DomainError('NOT_FOUND', 'password_link_over');
  if (!(await ctx.db.query.passwordLinks.findFirst({ where: open }))) throw over;
  const passwordHash = await hashPassword(password);
  const { mail, userId } = await inTransaction(ctx.db, async (tx) => {
    const [link] = await tx.select({ userId: passwordLinks.userId }).from(passwordLinks).where(open).for('update');
    const user =
      link && (await tx.query.users.findFirst({ where: and(eq(users.id, link.userId), eq(users.active, true)) }));
    if (!user) throw over;
    const mail = await setChosenPassword(tx, user, passwordHash, now);
    await tx.delete(sessions).where(eq(sessions.userId, user.id));
    await recordAudit(tx, ctx.actor, now, { action: 'password.recovered', subject: { type: 'user', id: user.id } });
    return { mail, userId: user.id };
  });
  await accessChanged(ctx, userId);
  await enqueueMessages(ctx, [mail]);
}
