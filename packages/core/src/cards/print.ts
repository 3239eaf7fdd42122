import { setImmediate } from 'node:timers/promises';
import { and, count, eq, exists, gt, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { drawText, finishFlushed, flush, MM, newDocument } from '@sowan/pdf';
import { schema } from '@sowan/db';
import { authorise, type Locale } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { readSettings } from '../settings/index.ts';
import { cardsWhere, type CardFacts } from './facts.ts';
import { CARD, drawCard, fitSchool } from './print-card.ts';
import { yearOf } from '../time.ts';
import { yearSchema } from './schemas.ts';
import { selectedMembers, selectionSchema } from './selection.ts';
import { CARD_WORDS } from './words.ts';

const { cardRunItems, members, passes } = schema;

/** Which cards to print: those of a year for chosen or matching members, or all that a run was about. */
export const printCardsSchema = z.object({
  /** A run, instead of year and selection. */
  runId: z.coerce.number().int().positive().optional(),
  /** Default: this year. */
  year: yearSchema.optional(),
  selection: selectionSchema.default({ filter: { status: 'active' } }),
});
type PrintCtx = Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass'>;

const COLUMNS = 2;
const ROWS = 5;
const CARDS_A_SHEET = COLUMNS * ROWS;
const A4 = { width: 210 * MM, height: 297 * MM };
const LEFT = (A4.width - COLUMNS * CARD.width) / 2;
const TOP = (A4.height - ROWS * CARD.height) / 2;
const AT_ONCE = 10 * CARDS_A_SHEET;

/** How many cards there are to print, on how many sheets of ten. */
export async function countPrintable(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof printCardsSchema>,
): Promise<{ cards: number; sheets: number }> {
  authorise(ctx.actor, 'card.issue');
  const [row] = await ctx.db
    .select({ cards: count() })
    .from(passes)
    .innerJoin(members, eq(members.id, passes.memberId))
    .where(await printable(ctx, input));
  const cards = row?.cards ?? 0;
  return { cards, sheets: Math.ceil(cards / CARDS_A_SHEET) };
}

/**
 * Sheets of cards to be cut, A4 with ten each, by member number: a PDF in pieces, of which a few sheets at most are in memory.
 * Throws INVALID `no_cards`.
 * @param locale language of the sheets' margins; each card is in its member's
 */
export async function printCards(
  ctx: PrintCtx,
  input: z.input<typeof printCardsSchema>,
  locale: Locale,
): Promise<AsyncGenerator<Buffer>> {
  const { sheets } = await countPrintable(ctx, input);
  if (sheets === 0) throw new DomainError('INVALID', 'no_cards');
  const { organisationName } = await readSettings(ctx.db);
  return drawSheets(allOf(ctx, await printable(ctx, input)), { sheets, organisationName, locale });
}

/** One member's live card of a year, on a page of its size. Throws NOT_FOUND `card_unknown`. */
export async function printCard(ctx: PrintCtx, memberId: number, year: number): Promise<Buffer> {
  authorise(ctx.actor, 'member.read');
  const { organisationName } = await readSettings(ctx.db);
  const mine = and(eq(passes.memberId, memberId), eq(passes.year, year), isNull(passes.revokedAt));
  const [card] = await cardsWhere(ctx, mine, 1);
  if (!card) throw new DomainError('NOT_FOUND', 'card_unknown');
  const title = `${CARD_WORDS[card.locale].title} ${card.number} · ${String(year)}`;
  const doc = newDocument({ title, language: card.locale, size: [CARD.width, CARD.height], margin: 0 });
  await drawCard(doc, { x: 0, y: 0 }, { card, school: await fitSchool(organisationName) });
  return Buffer.concat([...finishFlushed(doc)]);
}

/** Live cards of active members. */
async function printable(
  ctx: Pick<Ctx, 'db' | 'clock'>,
  input: z.input<typeof printCardsSchema>,
): Promise<SQL | undefined> {
  const { runId, selection, year: wanted } = printCardsSchema.parse(input);
  const live = and(isNull(passes.revokedAt), eq(members.status, 'active'));
  if (runId === undefined) {
    const year = wanted ?? yearOf(ctx.clock.now(), (await readSettings(ctx.db)).timeZone);
    return and(live, eq(passes.year, year), selectedMembers(ctx.db, { selection, year }));
  }
  const item = ctx.db
    .select({ one: sql`1` })
    .from(cardRunItems)
    .where(and(eq(cardRunItems.runId, runId), eq(cardRunItems.passId, passes.id)));
  return and(live, exists(item));
}

async function* allOf(ctx: PrintCtx, condition: SQL | undefined): AsyncGenerator<CardFacts> {
  for (let last = ''; ;) {
    const cards = await cardsWhere(ctx, and(condition, gt(members.number, last)), AT_ONCE);
    yield* cards;
    last = cards.at(-1)?.number ?? last;
    if (cards.length < AT_ONCE) return;
  }
}

async function* drawSheets(
  cards: AsyncIterable<CardFacts>,
  { sheets, organisationName, locale }: { sheets: number; organisationName: string; locale: Locale },
): AsyncGenerator<Buffer> {
  const { title } = CARD_WORDS[locale];
  const doc = newDocument({ title: `${title} · ${organisationName}`, language: locale, margin: 0 });
  const school = await fitSchool(organisationName);
  let drawn = 0;
  for await (const card of cards) {
    const place = drawn++ % CARDS_A_SHEET;
    if (place === 0) {
      if (drawn > 1) {
        yield* flush(doc);
        // Drawing keeps the processor busy; others get their turn between two sheets.
        await setImmediate();
        doc.addPage();
      }
      const sheet = Math.ceil(drawn / CARDS_A_SHEET);
      drawMargins(doc, `${organisationName} · ${title} · ${String(sheet)} / ${String(Math.max(sheets, sheet))}`);
    }
    const at = { x: LEFT + (place % COLUMNS) * CARD.width, y: TOP + Math.floor(place / COLUMNS) * CARD.height };
    await drawCard(doc, at, { card, school });
  }
  yield* finishFlushed(doc);
}

/** Marks where to cut, outside of what is kept, and which sheet this is. */
function drawMargins(doc: PDFKit.PDFDocument, caption: string): void {
  const [from, to] = [6 * MM, 1.5 * MM];
  doc.lineWidth(0.25).strokeColor('#000000');
  for (let column = 0; column <= COLUMNS; column++) {
    const x = LEFT + column * CARD.width;
    doc.moveTo(x, TOP - from).lineTo(x, TOP - to);
    doc.moveTo(x, A4.height - TOP + to).lineTo(x, A4.height - TOP + from);
  }
  for (let row = 0; row <= ROWS; row++) {
    const y = TOP + row * CARD.height;
    doc.moveTo(LEFT - from, y).lineTo(LEFT - to, y);
    doc.moveTo(A4.width - LEFT + to, y).lineTo(A4.width - LEFT + from, y);
  }
  doc.stroke();
  const place = { x: LEFT + 2 * MM, y: A4.height - TOP + 2 * MM, width: CARD.width - 4 * MM };
  drawText(doc, caption, { ...place, size: 6, colour: '#555555' });
}
