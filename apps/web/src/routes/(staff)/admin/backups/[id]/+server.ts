import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { error } from '@sveltejs/kit';
import { DomainError } from '@sowan/core';
import { openBackup } from '@sowan/core/maintenance';
import { createRequest } from '#lib/server/request.ts';
import type { RequestHandler } from './$types';

/** A backup's file, streamed: it may be larger than the memory. */
export const GET: RequestHandler = async (event) => {
  const { ctx, shared } = await createRequest(event);
  try {
    const { path, fileName, bytes } = await openBackup(ctx, shared.backups, Number(event.params.id));
    return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(bytes),
        'content-disposition': `attachment; filename="${fileName}"`,
        'cache-control': 'no-store',
      },
    });
  } catch (cause) {
    if (cause instanceof DomainError) error(cause.code === 'NOT_FOUND' ? 404 : 403, cause.reason);
    throw cause;
  }
};
