/** One record of a file, with the line its first cell begins on (the first line is 1). */
export interface CsvRecord {
  line: number;
  cells: string[];
}

/** Excel writes `;` where the comma is the decimal sign, and tabs when asked for text. */
const DELIMITERS = [',', ';', '\t'];

/**
 * Reads RFC 4180, as spreadsheets write it: quoted cells with line breaks and doubled quotes, CRLF or LF, a byte order mark, and
 * whichever delimiter the first line has most of. Empty lines are left out; cells are trimmed.
 */
export function parseCsv(text: string): CsvRecord[] {
  const source = text.replace(/^\uFEFF/, '');
  const header = source.slice(0, (source.indexOf('\n') + 1 || source.length + 1) - 1);
  const delimiter = [...DELIMITERS].sort((a, b) => header.split(b).length - header.split(a).length)[0] ?? ',';
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let [line, firstLine] = [1, 1];
  const endCell = () => {
    cells.push(cell.trim());
    cell = '';
  };
  const endRecord = () => {
    endCell();
    if (cells.some((text) => text !== '')) records.push({ line: firstLine, cells });
    cells = [];
    firstLine = line;
  };
  for (let at = 0; at < source.length; at++) {
    const sign = source.charAt(at);
    if (sign === '\n') line++;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') cell += source.charAt(++at);
      else quoted = false;
    } else if (sign === '"' && cell.trim() === '') {
      [quoted, cell] = [true, ''];
    } else if (sign === delimiter) endCell();
    else if (sign === '\n') endRecord();
    else if (sign !== '\r') cell += sign;
  }
  endRecord();
  return records;
}

/** A spreadsheet would run these as a formula; a phone number (`+62…`) is none. */
const FORMULA = /^(?:[=@\t\r]|[+-](?!\d+$))/;

/** One record as text, quoted where it must be; nothing in it is taken for a formula. */
export function formatCsv(cells: readonly (string | number)[]): string {
  const quote = (value: string | number) => {
    const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
    return /[",;\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${cells.map(quote).join(',')}\r\n`;
}
