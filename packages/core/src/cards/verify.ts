import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Db } from '@sowan/db';
import { verifyScan } from '@sowan/qr';
import { authorise, may } from '../actor.ts';
import type { Ctx } from '../context.ts';
import type { Member } from '../members/index.ts';
import { recentSettings } from '../settings/index.ts';
import { yearOf } from '../time.ts';
import { recordCheck, type CheckedCard } from './record-check.ts';
import { minimalName, verdictOf, type CardVerdict } from './rules.ts';

const { legacyCardRevocations: revocations, members, passes } = schema;

export const verifyCardSchema = z.object({
  /** What a camera or a scanner read, or somebody typed: the card's address, its characters, or an old JSON card. */
  code: z.string().trim().min(1, 'required').max(4096, 'too_long'),
});

/** A card held against the books. What is null is not known, or not the asker's to know. */
export interface CardAnswer {
  verdict: CardVerdict;
  organisationName: string;
  /** "Jean D.": all that the public learns of the holder. */
  holder: string | null;
  /** Calendar year the card is for. */
  year: number | null;
  /** A card of the predecessor. */
  legacy: boolean;
  /** The full record, for those who may read members. */
  member:
    (Pick<Member, 'id' | 'number' | 'name' | 'type' | 'status' | 'email' | 'phone' | 'memberSince'> & Revoked) | null;
}
type Revoked = { revokedReason: string | null };

/** A card as the books have it. */
interface FoundCard {
  member: Member;
  year: number;
  legacy: boolean;
  passId: number | null;
  revokedAt: Date | null;
  revokedReason: string | null;
}

type Looked = { found: FoundCard } | { found: null; verdict: CardVerdict };

/** Public: is this a card of ours, and does it hold today? Every doubt is an answer, none an error. Each question is recorded. */
export async function verifyCard(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass'>,
  input: z.input<typeof verifyCardSchema>,
): Promise<CardAnswer> {
  authorise(ctx.actor, 'pass.view');
  const { answer, found } = await judgeCard(ctx, verifyCardSchema.parse(input).code);
  await recordCheck(ctx.db, { ...checkOf(answer, found), actor: ctx.actor, now: ctx.clock.now() });
  return answer;
}

/** What is recorded of a check. */
export const checkOf = ({ verdict, year, legacy }: CardAnswer, found: FoundCard | null): CheckedCard => ({
  verdict,
  memberId: found?.member.id ?? null,
  year,
  legacy,
});

/** The answer to a code at this moment, and the card itself when the books have it. Asks for no permission: its caller does. */
export async function judgeCard(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass'>,
  code: string,
): Promise<{ answer: CardAnswer; found: FoundCard | null }> {
  const { organisationName, timeZone } = await recentSettings(ctx.db);
  const looked = await lookUp(ctx, code);
  const { found } = looked;
  if (!found) {
    const nothing = { holder: null, year: null, legacy: false, member: null };
    return { answer: { verdict: looked.verdict, organisationName, ...nothing }, found };
  }
  const { id, number, name, type, status, email, phone, memberSince } = found.member;
  const { year, legacy, revokedReason } = found;
  const answer: CardAnswer = {
    verdict: verdictOf({ ...found, status }, yearOf(ctx.clock.now(), timeZone)),
    organisationName,
    holder: minimalName(name),
    year,
    legacy,
    member: may(ctx.actor, 'member.read')
      ? { id, number, name, type, status, email, phone, memberSince, revokedReason }
      : null,
  };
  return { answer, found };
}

async function lookUp({ db, pass: config }: Pick<Ctx, 'db' | 'pass'>, code: string): Promise<Looked> {
  const verified = verifyScan(config.keyring, code, { legacySecret: config.legacySecret });
  if (!verified.ok) {
    const forged = verified.code === 'BAD_SIGNATURE' || verified.code === 'UNKNOWN_KEY';
    return { found: null, verdict: forged ? 'not_genuine' : 'unreadable' };
  }
  if (verified.format === 'legacy') return legacyCard(db, verified.memberNumber, verified.year);
  if (verified.kind !== 'member') return { found: null, verdict: 'not_a_card' };
  const [row] = await db
    .select({ pass: passes, member: members })
    .from(passes)
    .innerJoin(members, eq(members.id, passes.memberId))
    .where(and(eq(passes.code, verified.id), eq(passes.kind, 'member')));
  if (!row) return { found: null, verdict: 'unknown' };
  const { id: passId, year, revokedAt, revokedReason } = row.pass;
  return { found: { member: row.member, year: year ?? 0, legacy: false, passId, revokedAt, revokedReason } };
}

/** The predecessor kept no cards: its signature, our member and what was revoked since are all there is to ask. */
async function legacyCard(db: Db, number: string, year: number): Promise<Looked> {
  const [row] = await db
    .select({ member: members, revokedAt: revocations.revokedAt, revokedReason: revocations.reason })
    .from(members)
    .leftJoin(revocations, and(eq(revocations.memberId, members.id), eq(revocations.year, year)))
    .where(eq(members.number, number));
  if (!row) return { found: null, verdict: 'unknown' };
  return { found: { ...row, year, legacy: true, passId: null } };
}
