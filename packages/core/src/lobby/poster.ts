import { z } from 'zod';
import { drawSymbol, drawText, finish, MM, newDocument, wrapText, type TextStyle } from '@sowan/pdf';
import { renderPath } from '@sowan/qr';
import { authorise, type Locale } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { readLogo, readSettings } from '../settings/index.ts';
import { lobbyLink } from './link.ts';
import { WORDS } from './words.ts';

export const posterSchema = z.object({
  /** `all`: the school's language large, the others below it. */
  language: z.enum(['id', 'en', 'fr', 'all']),
});

const LEADING = 1.3;
const LOGO = 26 * MM;
const QUIET = '#444444';

interface Sheet {
  doc: PDFKit.PDFDocument;
  left: number;
  width: number;
  y: number;
}

/** The poster for the lobby's wall: A4, black on white, the code drawn as shapes so that it stays sharp at any size. */
export async function lobbyPoster(
  ctx: Pick<Ctx, 'db' | 'actor' | 'pass'>,
  input: z.input<typeof posterSchema>,
): Promise<Buffer> {
  authorise(ctx.actor, 'settings.manage');
  const { language } = posterSchema.parse(input);
  const { organisationName, locale } = await readSettings(ctx.db);
  const logo = await readLogo(ctx.db);
  const first = language === 'all' ? locale : language;
  const others = language === 'all' ? (Object.keys(WORDS) as Locale[]).filter((other) => other !== first) : [];
  const doc = newDocument({ title: `${WORDS[first].title} · ${organisationName}`, language: first, margin: 18 * MM });
  const { left, right, top } = doc.page.margins;
  const sheet: Sheet = { doc, left, width: doc.page.width - left - right, y: top };
  if (logo) drawLogo(sheet, logo.bytes);
  drawLines(sheet, organisationName, { size: 20, weight: 'bold' });
  sheet.y += 8 * MM;
  drawLines(sheet, WORDS[first].question, { size: 32, weight: 'bold' });
  for (const other of others) drawLines(sheet, WORDS[other].question, { size: 17, colour: QUIET });
  sheet.y += 3 * MM;
  drawCode(sheet, lobbyLink(ctx.pass), foot(doc, others.length));
  drawFoot(sheet, first, others, lobbyLink(ctx.pass));
  return finish(doc);
}

function drawLogo(sheet: Sheet, png: Buffer): void {
  const place = { fit: [sheet.width, LOGO] as [number, number], align: 'center' as const };
  sheet.doc.image(png, sheet.left, sheet.y, place);
  sheet.y += LOGO + 4 * MM;
}

function drawLines(sheet: Sheet, text: string, style: TextStyle & { size: number }): void {
  const { doc, left: x, width } = sheet;
  for (const line of wrapText(doc, text, width, style)) {
    drawText(doc, line, { ...style, x, y: sheet.y, width, align: 'centre' });
    sheet.y += style.size * LEADING;
  }
}

/** Top of what stands below the code, which takes all the room above it. */
const foot = (doc: PDFKit.PDFDocument, others: number): number =>
  doc.page.height - doc.page.margins.bottom - (others > 0 ? 44 : 50) * MM;

function drawCode(sheet: Sheet, link: string, bottom: number): void {
  const { doc, left, width, y } = sheet;
  const size = Math.min(width, bottom - y);
  drawSymbol(doc, renderPath(link, { level: 'H' }), { x: left + (width - size) / 2, y, size });
  sheet.y = bottom;
}

function drawFoot(sheet: Sheet, first: Locale, others: Locale[], link: string): void {
  drawLines(sheet, WORDS[first].scan, { size: 15, weight: 'bold' });
  for (const other of others) drawLines(sheet, WORDS[other].scan, { size: 11, colour: QUIET });
  sheet.y += 2 * MM;
  if (others.length === 0) {
    WORDS[first].steps.forEach((step, i) => drawLines(sheet, `${String(i + 1)}. ${step}`, { size: 12 }));
    sheet.y += 2 * MM;
  }
  drawLines(sheet, WORDS[first].typed, { size: 11, colour: QUIET });
  drawLines(sheet, link, { size: 14, weight: 'bold' });
}
