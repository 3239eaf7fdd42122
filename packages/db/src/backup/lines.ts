import type { Line } from './format.ts';

const BATCH = 64 * 1024;

/** Joins lines into pieces worth handing on. */
export async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < BATCH) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}

/** Cuts a stream into its lines. Node's own line reader would cut at U+2028 too, which JSON leaves as it is. */
export async function* linesIn(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at));
      yield Buffer.concat(parts).toString('utf8');
      parts = [];
      from = at + 1;
    }
    parts.push(chunk.subarray(from));
  }
  if (parts.some((part) => part.length > 0)) yield Buffer.concat(parts).toString('utf8');
}

export const parseLine = (text: string): Line => JSON.parse(text) as Line;
