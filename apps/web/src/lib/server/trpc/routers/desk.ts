import { z } from 'zod';
import { REFUSALS, scanPass, scanSchema } from '@sowan/core/check-in';
import { procedure, router } from '../init.ts';
import { appointmentStatus, instant } from '../schemas.ts';

const appointment = z.object({
  id: z.number(),
  guestName: z.string(),
  hostName: z.string(),
  purpose: z.string(),
  companions: z.number(),
  scheduledAt: instant,
  status: appointmentStatus,
  arrivedAt: instant.nullable(),
  completedAt: instant.nullable(),
  admittedDesk: z.string().nullable(),
});

// One object, not a union: REST documents and form bindings of other languages cope better with it.
const result = z.object({
  outcome: z.enum(['admitted', 'refused']),
  reason: z.enum(REFUSALS).nullable(),
  late: z.boolean(),
  appointment: appointment.nullable(),
});

export const deskRouter = router({
  scan: procedure
    .meta({
      permission: 'check-in.scan',
      openapi: {
        method: 'POST',
        path: '/check-ins',
        tags: ['desk'],
        summary: 'Scan a pass: admits the guest once, or says why not',
      },
    })
    .input(scanSchema)
    .output(result)
    .mutation(async ({ ctx, input }) => {
      const answer = await scanPass(ctx.ctx, input);
      const { outcome } = answer;
      return outcome === 'admitted' ? { ...answer, reason: null } : { ...answer, late: false };
    }),
});
