import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#lib/server/trpc/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['messages'];

export type ListedMessage = Outputs['list']['items'][number];
export type MessageView = Outputs['get'];
export type LedgerFilter = inferRouterInputs<AppRouter>['messages']['list'];

/** The last thing known to have happened to it. */
export const lastNews = (message: ListedMessage): Date =>
  message.cancelledAt ??
  message.readAt ??
  message.deliveredAt ??
  message.sentAt ??
  (message.status === 'failed' ? message.failedAt : null) ??
  message.createdAt;
