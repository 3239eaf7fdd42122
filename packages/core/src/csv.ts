import { CsvError, parse } from 'csv-parse';
import { DomainError } from './errors.ts';

/** One record of a file, with the line its first cell begins on (the first line is 1). */
export interface CsvRecord {
  line: number;
  cells: string[];
}

/** Excel writes `;` where the comma is the decimal sign, and tabs when asked for text: whichever the first line has most of. */
function delimiterOf(text: string): string {
  const [heading = ''] = text.split(/\r?\n/, 1);
  const count = (sign: string) => heading.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/**
 * Reads RFC 4180 as spreadsheets write it. Empty lines are left out; cells are trimmed.
 * Throws INVALID `csv_malformed` with the `line`, for the field `csv`.
 */
export async function* readCsv(text: string): AsyncGenerator<CsvRecord> {
  const parser = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    info: true,
    raw: true,
    relax_column_count: true,
    skip_records_with_empty_values: true,
    trim: true,
  });
  type Read = { record: string[]; info: { lines: number }; raw: string };
  try {
    for await (const { record, info, raw } of parser as AsyncIterable<Read>) {
      // The parser counts to a record's last line.
      yield { line: info.lines - (raw.trim().split('\n').length - 1), cells: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DomainError('INVALID', 'csv_malformed', { field: 'csv', line: error['lines'] ?? 0 });
  }
}

/** A spreadsheet would run these as a formula; a phone number (`+62…`) is none. */
const FORMULA = /^(?:[\t\r]|\s*(?:[=@]|[+-](?!\d+$)))/;
/** Excel that splits at `;` (Indonesian, French) sees our quotes in mid-cell: what follows a `;` or a line's end begins a cell there. */
const LATER_FORMULA = /(?=[=@+-])(?<=[;\t\r\n][\s"]*)/g;

function harmless(text: string): string {
  const later = text.replaceAll(LATER_FORMULA, "'");
  return FORMULA.test(later) ? `'${later}` : later;
}

/** One record as text, quoted where it must be; nothing in it is taken for a formula. */
export function formatCsv(cells: readonly (string | number | null)[]): string {
  const quote = (value: string | number | null) => {
    if (value === null) return '';
    const text = typeof value === 'string' ? harmless(value) : String(value);
    return /[",;\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${cells.map(quote).join(',')}\r\n`;
}
