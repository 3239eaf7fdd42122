import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** A file to be saved, sent as it is made: no faster than the reader takes it. */
export function download(name: string, type: string, pieces: AsyncIterable<string | Uint8Array>): Response {
  const bytes = Readable.toWeb(Readable.from(pieces, { objectMode: false })) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(bytes as globalThis.ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}

export const csvResponse = (name: string, text: AsyncIterable<string>): Response =>
  download(name, 'text/csv; charset=utf-8', text);
