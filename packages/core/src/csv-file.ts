import { formatCsv } from './csv.ts';

/** A cell of a table; an instant is written as ISO 8601. */
export type Cell = string | number | Date | null;

const written = (cell: Cell) => (cell instanceof Date ? cell.toISOString() : (cell ?? ''));

const AT_ONCE = 500;

/** A whole CSV file with the byte order mark that Excel needs to read UTF-8: the header, then rows as they come, some hundred a piece. */
export async function* csvText(
  header: readonly string[],
  rows: AsyncIterable<readonly Cell[]>,
): AsyncGenerator<string> {
  let waiting = [`\uFEFF${formatCsv(header)}`];
  for await (const row of rows) {
    waiting.push(formatCsv(row.map(written)));
    if (waiting.length < AT_ONCE) continue;
    yield waiting.join('');
    waiting = [];
  }
  if (waiting.length > 0) yield waiting.join('');
}
