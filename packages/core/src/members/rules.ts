import type { schema } from '@sowan/db';

export type MemberStatus = (typeof schema.MEMBER_STATUSES)[number];
export type MemberMove = 'approve' | 'deactivate';

/** How a member's status moves; what is not here is refused. A member who left and comes back is approved again. */
const MOVES: Record<MemberMove, Partial<Record<MemberStatus, MemberStatus>>> = {
  approve: { pending: 'active', inactive: 'active' },
  deactivate: { pending: 'inactive', active: 'inactive' },
};

/** The status after a move, or null when there is no such move. */
export const statusAfter = (status: MemberStatus, move: MemberMove): MemberStatus | null => MOVES[move][status] ?? null;

const DIGITS = 4;

/** `M-2025-0142`. A year with more than 9999 members goes on with five digits: numbers stay unique and in the order they were given. */
export const memberNumber = (year: number, serial: number): string =>
  `M-${String(year)}-${String(serial).padStart(DIGITS, '0')}`;

/** Year and serial of a number of our series, or null for one of another kind. */
export function serialOf(number: string): { year: number; serial: number } | null {
  const [, year, serial] = /^M-(\d{4})-(\d{4,7})$/.exec(number) ?? [];
  if (!year || !serial || memberNumber(Number(year), Number(serial)) !== number) return null;
  return { year: Number(year), serial: Number(serial) };
}
