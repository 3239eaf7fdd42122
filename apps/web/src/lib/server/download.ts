import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { services } from './services.ts';

type Pieces = AsyncIterable<string | Uint8Array>;

/** A file to be saved, sent as it is made: no faster than the reader takes it. */
export function download(name: string, type: string, pieces: Pieces): Response {
  const bytes = Readable.toWeb(Readable.from(logged(name, pieces), { objectMode: false })) as ReadableStream<
    Uint8Array<ArrayBuffer>
  >;
  return new Response(bytes as globalThis.ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}

/** What goes wrong after the headers have gone, or a reader who leaves, can only break the file off; the log says why. */
async function* logged(file: string, pieces: Pieces): AsyncGenerator<string | Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    (await services()).log.warn({ err: error, file }, 'a download broke off');
    throw error;
  }
}

export const csvResponse = (name: string, text: AsyncIterable<string>): Response =>
  download(name, 'text/csv; charset=utf-8', text);
