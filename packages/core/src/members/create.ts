import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { readSettings } from '../settings/index.ts';
import { dayOf } from '../time.ts';
import { storedPhone } from './phone.ts';
import { createMemberSchema, type CreateMember } from './schemas.ts';
import { takeNumbers } from './series.ts';

/** Enters a member, pending, with the next number of the year the membership began in. Throws INVALID `phone_invalid`. */
export async function createMember(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: CreateMember,
): Promise<{ id: number; number: string }> {
  authorise(ctx.actor, 'member.manage');
  const given = createMemberSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const memberSince = given.memberSince ?? dayOf(now, settings.timeZone);
  const row = {
    ...given,
    phone: storedPhone(given.phone, settings.phoneRegion),
    locale: given.locale ?? settings.locale,
    memberSince,
    createdAt: now,
    updatedAt: now,
  };
  return inTransaction(ctx.db, async (tx) => {
    const [number = ''] = await takeNumbers(tx, Number(memberSince.slice(0, 4)));
    const [inserted] = await tx
      .insert(schema.members)
      .values({ ...row, number })
      .$returningId();
    if (!inserted) throw new Error('the insert returned no id');
    await recordAudit(tx, ctx.actor, now, {
      action: 'member.created',
      subject: { type: 'member', id: inserted.id },
      data: { number },
    });
    return { id: inserted.id, number };
  });
}
