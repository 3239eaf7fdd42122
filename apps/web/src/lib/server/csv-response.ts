import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** A CSV file to be saved, sent as it is made. */
export function csvResponse(name: string, text: AsyncIterable<string>): Response {
  const bytes = Readable.toWeb(Readable.from(text, { objectMode: false })) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(bytes as globalThis.ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}
