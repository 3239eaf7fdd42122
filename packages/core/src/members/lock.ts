import { asc, eq, inArray } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import { DomainError } from '../errors.ts';

export type Member = typeof schema.members.$inferSelect;

/** The member's row, locked until the commit: whoever changes a member or issues a card does this first. Throws NOT_FOUND `member_unknown`. */
export async function lockMember(tx: Tx, memberId: number): Promise<Member> {
  const [member] = await lockMembers(tx, [memberId]);
  if (!member) throw new DomainError('NOT_FOUND', 'member_unknown');
  return member;
}

/** Several rows, always locked in the order of their ids. */
export async function lockMembers(tx: Tx, ids: number[]): Promise<Member[]> {
  if (ids.length === 0) return [];
  return tx
    .select()
    .from(schema.members)
    .where(inArray(schema.members.id, ids))
    .orderBy(asc(schema.members.id))
    .for('update');
}

/** Moves a locked member to a status. */
export async function setStatus(tx: Tx, member: Member, status: Member['status'], now: Date): Promise<void> {
  await tx.update(schema.members).set({ status, updatedAt: now }).where(eq(schema.members.id, member.id));
}
