import { drawSymbol, drawText, MM } from '@sowan/pdf';
import { renderPath, type TextBlock } from '@sowan/qr';
import type { CardFacts } from './facts.ts';
import { drawBlock, fitText, heightOf } from './print-text.ts';
import { CARD_WORDS, lastDayInWords, typeInWords } from './words.ts';

/** A card of the usual size, 85.6 × 54 mm (ISO/IEC 7810 ID-1 is 53.98 high), in points. */
export const CARD = { width: 85.6 * MM, height: 54 * MM };

const [ACCENT, INK, QUIET, PAPER] = ['#312e81', '#111827', '#4b5563', '#ffffff'];
/** What is nearer to the edge than this may be cut off with it. */
const INSET = 3 * MM;
const BAND = { x: INSET, y: INSET, width: CARD.width - 2 * INSET, height: 11 * MM };
const YEAR = 15 * MM;
const NAME_OF_SCHOOL = { width: BAND.width - YEAR - 3 * MM, height: 21, size: 11, weight: 600 } as const;
const CODE = { size: 34 * MM, x: CARD.width - INSET - 34 * MM, y: BAND.y + BAND.height + 0.5 * MM };
const TEXT = { x: INSET + MM, y: BAND.y + BAND.height + 2 * MM, width: CODE.x - INSET - MM };
const NAME = { width: TEXT.width, height: 33, size: 13, weight: 600 } as const;
const VALUE = { width: TEXT.width, height: 10.3, size: 7.5, weight: 600 } as const;
const LABEL = 5.5;
const ROW = 17;

/** The school's name as it stands on every card. */
export const fitSchool = (organisation: string): Promise<TextBlock> => fitText(organisation, NAME_OF_SCHOOL);

/** Draws a card with its upper left corner at a point, in the member's language. */
export async function drawCard(
  doc: PDFKit.PDFDocument,
  at: { x: number; y: number },
  { card, school }: { card: CardFacts; school: TextBlock },
): Promise<void> {
  const words = CARD_WORDS[card.locale];
  const name = await fitText(card.name, NAME);
  const values = await Promise.all(
    [card.number, typeInWords(card.type, card.locale), lastDayInWords(card.year, card.locale)].map((value) =>
      fitText(value, VALUE),
    ),
  );
  // From here on nothing is awaited: cards drawn at the same time must not mix their states.
  doc.save();
  doc.translate(at.x, at.y);
  drawBand(doc, card, school);
  drawSymbol(doc, renderPath(card.qrText), CODE);
  drawBlock(doc, name, { x: TEXT.x, y: TEXT.y, colour: INK, weight: NAME.weight });
  let y = TEXT.y + heightOf(name) + 2;
  [words.number, words.type, words.validUntil].forEach((label, i) => {
    const value = values[i];
    if (!value) return;
    drawText(doc, label, { x: TEXT.x, y, width: TEXT.width, size: LABEL, colour: QUIET });
    drawBlock(doc, value, { x: TEXT.x, y: y + LABEL * 1.25, colour: INK, weight: VALUE.weight });
    y += ROW;
  });
  const typed = { x: INSET, y: CARD.height - INSET - 7, width: CARD.width - 2 * INSET, align: 'centre' as const };
  drawText(doc, card.token.replaceAll(/.{8}(?=.)/g, '$& '), { ...typed, size: 5, colour: QUIET });
  doc.restore();
}

function drawBand(doc: PDFKit.PDFDocument, card: CardFacts, school: TextBlock): void {
  const { x, y, width, height } = BAND;
  doc.roundedRect(x, y, width, height, 1.5 * MM).fill(ACCENT);
  const left = x + 2 * MM;
  const top = y + (height - LABEL * 1.3 - heightOf(school)) / 2;
  const title = CARD_WORDS[card.locale].title;
  drawText(doc, title, { x: left, y: top, width: NAME_OF_SCHOOL.width, size: LABEL, colour: PAPER });
  drawBlock(doc, school, { x: left, y: top + LABEL * 1.3, colour: PAPER, weight: 600 });
  const year = { x: x + width - YEAR - 2 * MM, y: y + (height - 22) / 2, width: YEAR, align: 'right' as const };
  drawText(doc, String(card.year), { ...year, size: 16, weight: 'bold', colour: PAPER });
}
