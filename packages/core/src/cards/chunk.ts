import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { newPassId } from '@sowan/qr';
import { inTransaction, schema, type Tx } from '@sowan/db';
import { recordAll } from '../audit/index.ts';
import type { Ctx, PassConfig } from '../context.ts';
import { lockMembers, type Member } from '../members/index.ts';
import { memberMessages, OUTGOING, wordsOf, type Outgoing } from '../messages/index.ts';
import { passLink, tokenOf } from '../passes/index.ts';
import { decideItem } from './rules.ts';

const { cardRunItems, cardRuns, messages, passes } = schema;
type Run = typeof cardRuns.$inferSelect;
type Pass = Pick<typeof passes.$inferSelect, 'id' | 'code' | 'kind' | 'keySlot' | 'memberId'>;
type Decision = ReturnType<typeof decideItem> & { itemId: number; memberId: number; member: Member | undefined };

export interface Chunk {
  /** Items that were taken; none when the run has no more, or is not to go on. */
  taken: number;
  /** Passes that were made, whose images are to be stored. */
  made: Pass[];
  /** Messages that were written, to be enqueued. */
  outgoing: Outgoing[];
}

const NOTHING: Chunk = { taken: 0, made: [], outgoing: [] };

/**
 * Takes the next members of a run and does all that is to be done for them in one transaction: cards, messages, outcomes. The run's row is
 * locked meanwhile, so a second worker waits for its turn, a pause or cancellation comes before or after, and a process that
 * dies in the middle has done nothing.
 */
export async function workChunk(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass'>,
  runId: number,
  given: { size: number; organisation: string },
): Promise<Chunk> {
  const now = ctx.clock.now();
  return inTransaction(ctx.db, async (tx) => {
    const [run] = await tx.select().from(cardRuns).where(eq(cardRuns.id, runId)).for('update');
    if (!run || (run.status !== 'queued' && run.status !== 'running')) return NOTHING;
    if (run.status === 'queued') {
      await tx
        .update(cardRuns)
        .set({ status: 'running', startedAt: run.startedAt ?? now })
        .where(eq(cardRuns.id, runId));
    }
    const items = await tx.query.cardRunItems.findMany({
      where: and(eq(cardRunItems.runId, runId), eq(cardRunItems.status, 'pending')),
      orderBy: asc(cardRunItems.id),
      limit: given.size,
    });
    if (items.length === 0) return NOTHING;
    const memberIds = items.map((item) => item.memberId);
    const members = new Map((await lockMembers(tx, memberIds)).map((member) => [member.id, member]));
    const cards = await liveCards(tx, memberIds, run.year);
    const decisions = items.map(({ id, memberId }): Decision => {
      const member = members.get(memberId);
      return { itemId: id, memberId, member, ...decideItem(member, cards.has(memberId), run) };
    });
    const made = await makeCards(tx, ctx.pass, run, decisions, cards, now);
    for (const pass of made) if (pass.memberId) cards.set(pass.memberId, pass);
    await settleItems(tx, run, decisions, now);
    const outgoing = await writeMessages(tx, ctx.pass, { run, decisions, cards, now, ...given });
    await recordAll(
      tx,
      ctx.actor,
      now,
      made.map((pass) => ({
        action: 'card.issued',
        subject: { type: 'member', id: pass.memberId },
        data: { passId: pass.id, year: run.year, runId },
      })),
    );
    return { taken: items.length, made, outgoing };
  });
}

async function liveCards(tx: Tx, memberIds: number[], year: number): Promise<Map<number, Pass>> {
  const rows = await tx.query.passes.findMany({
    where: and(inArray(passes.memberId, memberIds), eq(passes.year, year), isNull(passes.revokedAt)),
    columns: { id: true, code: true, kind: true, keySlot: true, memberId: true },
  });
  return new Map(rows.flatMap((row) => (row.memberId ? [[row.memberId, row]] : [])));
}

/** A card for every active member without one, also for those whom it can't be sent to: it can be printed. */
async function makeCards(
  tx: Tx,
  config: PassConfig,
  run: Run,
  decisions: Decision[],
  cards: Map<number, Pass>,
  now: Date,
): Promise<Pass[]> {
  const rows = decisions
    .filter(({ member, status, memberId }) => member && status !== 'skipped' && !cards.has(memberId))
    .map(({ memberId }) => ({
      code: newPassId(),
      kind: 'member' as const,
      keySlot: config.keyring.signingSlot,
      memberId,
      year: run.year,
      createdAt: now,
    }));
  if (rows.length === 0) return [];
  await tx.insert(passes).values(rows);
  return [
    ...(
      await liveCards(
        tx,
        rows.map((row) => row.memberId),
        run.year,
      )
    ).values(),
  ];
}

/** Writes the outcomes, a statement for each kind of them, and the cards they are about. */
async function settleItems(tx: Tx, run: Run, decisions: Decision[], now: Date): Promise<void> {
  const groups = Map.groupBy(decisions, ({ status, reason }) => `${status} ${reason ?? ''}`);
  for (const [first, ...others] of groups.values()) {
    if (!first) continue;
    const { status, reason } = first;
    await tx
      .update(cardRunItems)
      .set({ status, reason, settledAt: status === 'sending' ? null : now })
      .where(
        inArray(
          cardRunItems.id,
          [first, ...others].map(({ itemId }) => itemId),
        ),
      );
  }
  const ids = decisions.filter(({ status }) => status !== 'skipped').map(({ itemId }) => itemId);
  if (ids.length === 0) return;
  await tx.execute(
    sql`update ${cardRunItems} item join ${passes} pass on pass.member_id = item.member_id and pass.year = ${run.year} and pass.live = 1
        set item.pass_id = pass.id where item.id in ${ids}`,
  );
}

async function writeMessages(
  tx: Tx,
  config: PassConfig,
  given: { run: Run; decisions: Decision[]; cards: Map<number, Pass>; organisation: string; now: Date },
): Promise<Outgoing[]> {
  const { run, cards, organisation, now } = given;
  const sending = given.decisions.filter(({ status }) => status === 'sending');
  const words = await wordsOf(tx, 'card');
  const rows = sending.flatMap(({ member, itemId, memberId }) => {
    const pass = cards.get(memberId);
    if (!member || !pass) return [];
    const card = { passId: pass.id, link: passLink(config, tokenOf(config, pass)) };
    const { channels, year } = run;
    return memberMessages(words, { member, organisation, year, channels, runItemId: itemId, now, ...card });
  });
  if (rows.length === 0) return [];
  await tx.insert(messages).values(rows);
  const items = sending.map(({ itemId }) => itemId);
  return tx.select(OUTGOING).from(messages).where(inArray(messages.runItemId, items)).orderBy(asc(messages.id));
}
