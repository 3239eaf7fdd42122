import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import type { OpenApiMeta } from 'trpc-to-openapi';
import { authorise, type Permission } from '@sowan/core';
import { throttle, type Limit } from '../throttle.ts';
import type { Request } from '../request.ts';
import { errorDetail, toTrpcError } from './errors.ts';

/** What each procedure declares: who may call it, where REST finds it, and for public ones how often. */
export type ProcedureMeta = OpenApiMeta<{ permission?: Permission; limit?: Limit }>;

const t = initTRPC
  .context<Request>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 25_000 } },
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      data: { ...shape.data, stack: undefined, ...errorDetail(error) },
    }),
  });

/** Words every failure in stable codes and lets nothing else out. */
const wordErrors = t.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const worded = toTrpcError(result.error);
  if (worded.code === 'INTERNAL_SERVER_ERROR')
    ctx.shared.log.error({ err: result.error.cause ?? result.error, path }, 'procedure failed');
  throw worded;
});

/** Default deny: a procedure that declares no permission is refused to everybody. */
const guard = t.middleware(async ({ ctx, meta, next }) => {
  if (!meta?.permission) throw new TRPCError({ code: 'FORBIDDEN', message: 'no_permission_declared' });
  // The whole staff works behind one address, and is known by name.
  const known = meta.limit === 'public' && ctx.actor.type === 'user';
  if (meta.limit && !known) await throttle(ctx.shared, meta.limit, ctx.address);
  authorise(ctx.actor, meta.permission);
  return next();
});

export const procedure = t.procedure.use(wordErrors).use(guard);
export const { router, createCallerFactory } = t;
