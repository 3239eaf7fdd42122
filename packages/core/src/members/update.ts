import { eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { readSettings } from '../settings/index.ts';
import { lockMember } from './lock.ts';
import { storedPhone } from './phone.ts';
import { updateMemberSchema, type UpdateMember } from './schemas.ts';

/** Changes what is given. A new address has not bounced yet. Throws NOT_FOUND `member_unknown`, INVALID `phone_invalid`. */
export async function updateMember(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  memberId: number,
  input: UpdateMember,
): Promise<void> {
  authorise(ctx.actor, 'member.manage');
  const { phone: typed, ...given } = updateMemberSchema.parse(input);
  const { phoneRegion } = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const changes = { ...given, ...(typed === undefined ? {} : { phone: storedPhone(typed, phoneRegion) }) };
  await inTransaction(ctx.db, async (tx) => {
    const member = await lockMember(tx, memberId);
    const fields = Object.entries(changes).filter(([name, value]) => value !== undefined && name in member);
    const changed = fields.filter(([name, value]) => member[name as keyof typeof member] !== value);
    if (changed.length === 0) return;
    const names = changed.map(([name]) => name);
    await tx
      .update(schema.members)
      .set({
        ...Object.fromEntries(changed),
        ...(names.includes('email') ? { mailBouncedAt: null, mailBounce: null } : {}),
        ...(names.includes('phone') ? { whatsappStoppedAt: null } : {}),
        updatedAt: now,
      })
      .where(eq(schema.members.id, memberId));
    await recordAudit(tx, ctx.actor, now, {
      action: 'member.updated',
      subject: { type: 'member', id: memberId },
      data: { fields: names },
    });
  });
}
