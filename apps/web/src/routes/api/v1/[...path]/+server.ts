import { createOpenApiFetchHandler } from 'trpc-to-openapi';
import { createRequest } from '#lib/server/request.ts';
import { appRouter } from '#lib/server/trpc/router.ts';
import type { RequestHandler } from './$types';

/** A request that asks for a change and says nothing more about it: as if it had said `{}`. */
function withBody(request: Request): Request {
  if (request.method === 'GET' || request.method === 'HEAD' || request.body !== null) return request;
  const headers = new Headers(request.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  return new Request(request.url, { method: request.method, headers, body: '{}', signal: request.signal });
}

const handle: RequestHandler = (event) =>
  createOpenApiFetchHandler({
    endpoint: '/api/v1',
    req: withBody(event.request),
    router: appRouter,
    createContext: () => createRequest(event),
  });

export { handle as GET, handle as POST, handle as PUT, handle as PATCH, handle as DELETE };
