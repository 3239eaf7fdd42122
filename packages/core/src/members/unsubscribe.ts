import { createHmac, timingSafeEqual } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx, PassConfig } from '../context.ts';
import { DomainError } from '../errors.ts';

const { members } = schema;
const MAC_BYTES = 16;

/** Where a member ends mail that goes to many at once: a signed address that stands for this and nothing else, and never runs out. */
export function unsubscribeLink(pass: PassConfig, memberId: number): string {
  const slot = pass.keyring.signingSlot;
  const mac = macOf(pass, slot, memberId);
  if (!mac) throw new Error('the keyring lacks its signing key');
  return new URL(`/u/${String(slot)}-${String(memberId)}-${mac.toString('base64url')}`, pass.publicUrl).href;
}

function macOf({ keyring }: PassConfig, slot: number, memberId: number): Buffer | null {
  const key = keyring.keys.get(slot);
  if (!key) return null;
  return createHmac('sha256', key)
    .update(`sowan unsubscribe ${String(memberId)}`)
    .digest()
    .subarray(0, MAC_BYTES);
}

/** Who has this link; null when it was not made by us. */
function memberOf(pass: PassConfig, token: string): number | null {
  const [, slot = '', id = '', given = ''] = /^(\d{1,2})-(\d{1,10})-([\w-]{22})$/.exec(token) ?? [];
  const mac = macOf(pass, Number(slot), Number(id));
  const bytes = Buffer.from(given, 'base64url');
  return mac && bytes.length === MAC_BYTES && timingSafeEqual(mac, bytes) ? Number(id) : null;
}

/**
 * Ends mail of the kind that many get at once; what is meant for this member alone still comes. Asked twice is as good as once.
 * Throws NOT_FOUND `link_invalid`.
 */
export async function unsubscribeMember(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass'>,
  token: string,
): Promise<void> {
  authorise(ctx.actor, 'member.unsubscribe');
  const id = memberOf(ctx.pass, token);
  if (id === null) throw new DomainError('NOT_FOUND', 'link_invalid');
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    const [changed] = await tx
      .update(members)
      .set({ bulkMailStoppedAt: now })
      .where(and(eq(members.id, id), isNull(members.bulkMailStoppedAt)));
    if (changed.affectedRows === 0) return;
    await recordAudit(tx, ctx.actor, now, { action: 'member.unsubscribed', subject: { type: 'member', id } });
  });
}
