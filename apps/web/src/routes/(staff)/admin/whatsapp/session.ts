import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#lib/server/trpc/router.ts';

export type Session = inferRouterOutputs<AppRouter>['whatsapp']['sessions'][number];
export type Replica = inferRouterOutputs<AppRouter>['whatsapp']['replicas'][number];
export type Sending = inferRouterOutputs<AppRouter>['whatsapp']['sendingSettings'];
export type Action = inferRouterInputs<AppRouter>['whatsapp']['command']['action'];

/** What the card of a session is about at the moment. */
export type Scene = 'linked' | 'code' | 'no_gateway' | 'starting' | 'trouble' | 'stopped';

/** @param hasCode a QR or pairing code is on show */
export function sceneOf(session: Session, hasCode: boolean): Scene {
  const wanted = session.actions.includes('stop');
  if (wanted && !session.gatewayUp) return 'no_gateway';
  if (session.status === 'connected') return 'linked';
  if (session.status === 'failed' || session.status === 'disconnected') return wanted ? 'trouble' : 'stopped';
  if (!wanted) return 'stopped';
  return hasCode ? 'code' : 'starting';
}
