import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { createRequest } from '#lib/server/request.ts';
import { appRouter } from '#lib/server/trpc/router.ts';
import type { RequestHandler } from './$types';

const handle: RequestHandler = (event) =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: event.request,
    router: appRouter,
    createContext: () => createRequest(event),
  });

export const GET = handle;
export const POST = handle;
