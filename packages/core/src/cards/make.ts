import { and, eq, isNull } from 'drizzle-orm';
import { schema, type Tx } from '@sowan/db';
import type { PassConfig } from '../context.ts';
import type { Member } from '../members/index.ts';
import { memberMessages, wordsOf, writeMessage, type Outgoing } from '../messages/index.ts';
import { issuePass, passLink, tokenOf } from '../passes/index.ts';
import type { CardChannels } from './rules.ts';

const { passes } = schema;

export interface Card {
  passId: number;
  token: string;
}

/** The member's live card of a year, or null. */
export async function liveCard(tx: Tx, pass: PassConfig, memberId: number, year: number): Promise<Card | null> {
  const row = await tx.query.passes.findFirst({
    where: and(eq(passes.memberId, memberId), eq(passes.year, year), isNull(passes.revokedAt)),
  });
  return row ? { passId: row.id, token: tokenOf(pass, row) } : null;
}

/** A new card for a locked member without one. */
export async function makeCard(
  tx: Tx,
  pass: PassConfig,
  card: { memberId: number; year: number; now: Date },
): Promise<Card> {
  const { id, token } = await issuePass(tx, pass, { kind: 'member', ...card });
  return { passId: id, token };
}

/**
 * Writes the messages that bring a member a card, inside the caller's transaction.
 * @returns what was written, for `enqueueMessages` after the commit
 */
export async function sendCard(
  tx: Tx,
  pass: PassConfig,
  given: { member: Member; card: Card; year: number; organisation: string; channels: CardChannels; now: Date },
): Promise<Outgoing[]> {
  const { card, ...rest } = given;
  const words = await wordsOf(tx, 'card');
  const rows = memberMessages(words, { ...rest, passId: card.passId, link: passLink(pass, card.token) });
  const written: Outgoing[] = [];
  for (const row of rows) written.push(await writeMessage(tx, row));
  return written;
}
