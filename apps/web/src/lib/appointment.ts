import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from './server/trpc/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['appointments'];

export type Appointment = Outputs['list']['items'][number];
export type AppointmentPage = Outputs['list'];
export type Status = Appointment['status'];
export type LedgerRow = Outputs['messages'][number];
export type SharedPass = Outputs['pass'];
