/** What a benchmark says: lines for people as it goes, and with `--json` one object as the last line. */
const json = process.argv.includes('--json');

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Ends a benchmark. Numbers are rounded to three digits after the point. */
export function finish(figures: Record<string, number | string>): void {
  const rounded = Object.entries(figures).map(([name, value]) => [
    name,
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
  ]);
  if (json) say(JSON.stringify(Object.fromEntries(rounded)));
}

/** The number after `--name`, or the one given. */
export function numberOption(name: string, otherwise: number): number {
  return Number(textOption(name, String(otherwise)));
}

/** The text after `--name`, or the one given. */
export function textOption(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? '');
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
