import { createOpenApiFetchHandler } from 'trpc-to-openapi';
import { createRequest } from '#lib/server/request.ts';
import { appRouter } from '#lib/server/trpc/router.ts';
import type { RequestHandler } from './$types';

const handle: RequestHandler = (event) =>
  createOpenApiFetchHandler({
    endpoint: '/api/v1',
    req: event.request,
    router: appRouter,
    createContext: () => createRequest(event),
  });

export { handle as GET, handle as POST, handle as PUT, handle as PATCH, handle as DELETE };
