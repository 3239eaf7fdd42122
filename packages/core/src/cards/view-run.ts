import { and, asc, count, desc, eq, gt, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { pageInput, pageRange, type Page, type PageInput } from '../page.ts';
import type { CardItemStatus } from './rules.ts';

const { cardRunItems, cardRuns, members, users } = schema;

export interface CardRunView {
  id: number;
  year: number;
  status: (typeof cardRuns.$inferSelect)['status'];
  channels: (typeof cardRuns.$inferSelect)['channels'];
  resend: boolean;
  total: number;
  /** Members whose outcome is known, without those who were left out. */
  processed: number;
  successful: number;
  failed: number;
  /** Left out: had a card, or not active. */
  skipped: number;
  cancelled: number;
  /** Card made, message on its way. */
  sending: number;
  /** 0 to 1. */
  progress: number;
  requestedBy: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface CardRunItem {
  memberId: number;
  number: string;
  name: string;
  email: string | null;
  status: CardItemStatus;
  reason: string | null;
  /** What the mail server said when it refused the address. */
  answer: string | null;
  settledAt: Date | null;
}

type Counts = Partial<Record<CardItemStatus, number>>;

function viewOf(run: typeof cardRuns.$inferSelect, counts: Counts, requestedBy: string | null): CardRunView {
  const { id, year, status, channels, resend, total, createdAt, startedAt, finishedAt } = run;
  const { done = 0, failed = 0, skipped = 0, cancelled = 0, sending = 0 } = counts;
  const settled = done + failed + skipped + cancelled;
  return {
    ...{ id, year, status, channels, resend, total, createdAt, startedAt, finishedAt, requestedBy },
    ...{ successful: done, failed, skipped, cancelled, sending },
    processed: done + failed,
    progress: total === 0 ? 1 : settled / total,
  };
}

/** Runs, newest first. */
export async function listCardRuns(ctx: Pick<Ctx, 'db' | 'actor'>, page: PageInput): Promise<Page<CardRunView>> {
  authorise(ctx.actor, 'card.issue');
  const rows = await ctx.db
    .select({ run: cardRuns, requestedBy: users.name })
    .from(cardRuns)
    .leftJoin(users, eq(users.id, cardRuns.requestedBy))
    .orderBy(desc(cardRuns.id))
    .limit(pageRange(page).limit)
    .offset(pageRange(page).offset);
  const counts = await countItems(
    ctx,
    rows.map(({ run }) => run.id),
  );
  const items = rows.map(({ run, requestedBy }) => viewOf(run, counts.get(run.id) ?? {}, requestedBy));
  return { items, total: await ctx.db.$count(cardRuns), ...page };
}

/** One run. Throws NOT_FOUND `card_run_unknown`. */
export async function getCardRun(ctx: Pick<Ctx, 'db' | 'actor'>, runId: number): Promise<CardRunView> {
  authorise(ctx.actor, 'card.issue');
  const [row] = await ctx.db
    .select({ run: cardRuns, requestedBy: users.name })
    .from(cardRuns)
    .leftJoin(users, eq(users.id, cardRuns.requestedBy))
    .where(eq(cardRuns.id, runId));
  if (!row) throw new DomainError('NOT_FOUND', 'card_run_unknown');
  return viewOf(row.run, (await countItems(ctx, [runId])).get(runId) ?? {}, row.requestedBy);
}

async function countItems(ctx: Pick<Ctx, 'db'>, runIds: number[]): Promise<Map<number, Counts>> {
  const counts = new Map<number, Counts>();
  if (runIds.length === 0) return counts;
  const rows = await ctx.db
    .select({ runId: cardRunItems.runId, status: cardRunItems.status, items: count() })
    .from(cardRunItems)
    .where(inArray(cardRunItems.runId, runIds))
    .groupBy(cardRunItems.runId, cardRunItems.status);
  for (const { runId, status, items } of rows) counts.set(runId, { ...counts.get(runId), [status]: items });
  return counts;
}

export const cardRunItemsSchema = pageInput.extend({
  status: z.enum(schema.CARD_ITEM_STATUSES).optional(),
});

const itemColumns = {
  id: cardRunItems.id,
  memberId: cardRunItems.memberId,
  number: members.number,
  name: members.name,
  email: members.email,
  status: cardRunItems.status,
  reason: cardRunItems.reason,
  answer: members.mailBounce,
  settledAt: cardRunItems.settledAt,
};

const rowOf = ({ id: _id, answer, ...item }: CardRunItem & { id: number }): CardRunItem => ({
  ...item,
  answer: item.reason === 'mail_refused' ? answer : null,
});

/** What became of each member, in the order they were taken. Throws NOT_FOUND `card_run_unknown`. */
export async function listCardRunItems(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  runId: number,
  input: z.input<typeof cardRunItemsSchema>,
): Promise<Page<CardRunItem>> {
  await getCardRun(ctx, runId);
  const { status, ...page } = cardRunItemsSchema.parse(input);
  const wanted = and(eq(cardRunItems.runId, runId), status ? eq(cardRunItems.status, status) : undefined);
  const { limit, offset } = pageRange(page);
  const rows = await ctx.db
    .select(itemColumns)
    .from(cardRunItems)
    .innerJoin(members, eq(members.id, cardRunItems.memberId))
    .where(wanted)
    .orderBy(asc(cardRunItems.id))
    .limit(limit)
    .offset(offset);
  return { items: rows.map(rowOf), total: await ctx.db.$count(cardRunItems, wanted), ...page };
}

const EXPORT_PAGE = 500;

/** Every member's outcome, for a file: a page of rows in memory at a time. */
export async function* exportCardRun(ctx: Pick<Ctx, 'db' | 'actor'>, runId: number): AsyncGenerator<CardRunItem> {
  await getCardRun(ctx, runId);
  for (let last = 0; ;) {
    const rows = await ctx.db
      .select(itemColumns)
      .from(cardRunItems)
      .innerJoin(members, eq(members.id, cardRunItems.memberId))
      .where(and(eq(cardRunItems.runId, runId), gt(cardRunItems.id, last)))
      .orderBy(asc(cardRunItems.id))
      .limit(EXPORT_PAGE);
    yield* rows.map(rowOf);
    if (rows.length < EXPORT_PAGE) return;
    last = rows.at(-1)?.id ?? last;
  }
}
