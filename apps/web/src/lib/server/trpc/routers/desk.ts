import { z } from 'zod';
import { hostAnswerSchema } from '@sowan/core/appointments';
import {
  dayListSchema,
  letIn,
  letInSchema,
  listDay,
  readRoster,
  recentScans,
  REFUSALS,
  registerWalkIn,
  scanPass,
  scanSchema,
  syncScans,
  syncSchema,
  undoCheckIn,
  viewLobby,
  walkInSchema,
  type ScanResult,
} from '@sowan/core/check-in';
import { pageOf } from '@sowan/core';
import { procedure, router } from '../init.ts';
import { appointmentStatus, DONE, done, id, instant } from '../schemas.ts';

const appointment = z.object({
  id: z.number(),
  guestName: z.string(),
  hostName: z.string(),
  hostPhone: z.string().nullable(),
  hostId: z.number(),
  purpose: z.string(),
  companions: z.number(),
  scheduledAt: instant,
  status: appointmentStatus,
  arrivedAt: instant.nullable(),
  completedAt: instant.nullable(),
  admittedDesk: z.string().nullable(),
  hostAnswer: hostAnswerSchema.nullable(),
});

// One object, not a union: REST documents and form bindings of other languages cope better with it.
const result = z.object({
  outcome: z.enum(['admitted', 'refused']),
  reason: z.enum(REFUSALS).nullable(),
  late: z.boolean(),
  checkInId: z.number().nullable(),
  appointment: appointment.nullable(),
});
const toResult = <R extends ScanResult>(answer: R) =>
  answer.outcome === 'admitted' ? { ...answer, reason: null } : { ...answer, late: false, checkInId: null };

const counts = z.object({
  scheduled: z.number(),
  waiting: z.number(),
  in_progress: z.number(),
  completed: z.number(),
  cancelled: z.number(),
  no_show: z.number(),
});
const dayPage = pageOf(
  appointment.extend({ guestPhone: z.string().nullable(), metAt: instant.nullable(), late: z.boolean() }),
).extend({ counts });

const recent = z.object({
  id: z.number(),
  appointmentId: z.number().nullable(),
  scannedAt: instant,
  syncedAt: instant.nullable(),
  outcome: z.string(),
  method: z.enum(['camera', 'scanner', 'typed', 'walk_in', 'by_hand']),
  desk: z.string(),
  guestName: z.string().nullable(),
  hostName: z.string().nullable(),
  undoneAt: instant.nullable(),
  undoableUntil: instant.nullable(),
  conflict: z.boolean(),
});

const lobbyGuest = z.object({
  id: z.number(),
  guestName: z.string(),
  hostName: z.string(),
  companions: z.number(),
  status: appointmentStatus,
  scheduledAt: instant,
  arrivedAt: instant.nullable(),
  late: z.boolean(),
  hostAnswer: hostAnswerSchema.nullable(),
});
const lobby = z.object({
  now: instant,
  graceMinutes: z.number(),
  counts,
  waiting: z.array(lobbyGuest),
  expected: z.array(lobbyGuest),
});

const roster = z.object({
  day: z.string(),
  dayEndsAt: instant,
  now: instant,
  graceMinutes: z.number(),
  salt: z.string(),
  visits: z.array(
    z.object({
      id: z.number(),
      guestName: z.string(),
      hostName: z.string(),
      companions: z.number(),
      scheduledAt: instant,
      status: appointmentStatus,
      arrivedAt: instant.nullable(),
      admittedDesk: z.string().nullable(),
    }),
  ),
  codes: z.array(z.object({ hash: z.string(), visitIds: z.array(z.number()), revoked: z.boolean() })),
});

const tags = ['desk'];

export const deskRouter = router({
  scan: procedure
    .meta({
      permission: 'check-in.scan',
      openapi: {
        method: 'POST',
        path: '/check-ins',
        tags,
        summary: 'Scan a pass: admits the guest once, or says why not',
      },
    })
    .input(scanSchema)
    .output(result)
    .mutation(async ({ ctx, input }) => toResult(await scanPass(ctx.ctx, input))),

  letIn: procedure
    .meta({
      permission: 'check-in.scan',
      openapi: {
        method: 'POST',
        path: '/appointments/{appointmentId}/check-in',
        tags,
        summary: 'Let in an expected guest who has no code at hand',
      },
    })
    .input(letInSchema)
    .output(result)
    .mutation(async ({ ctx, input }) => toResult(await letIn(ctx.ctx, input))),

  walkIn: procedure
    .meta({
      permission: 'check-in.walk-in',
      openapi: {
        method: 'POST',
        path: '/walk-ins',
        tags,
        summary: 'Register a guest nobody expected, and let them in',
      },
    })
    .input(walkInSchema)
    .output(result)
    .mutation(async ({ ctx, input }) => toResult(await registerWalkIn(ctx.ctx, input))),

  undo: procedure
    .meta({
      permission: 'check-in.undo',
      openapi: {
        method: 'POST',
        path: '/check-ins/{id}/undo',
        tags,
        summary: 'Take back an admission of the last 30 seconds',
      },
    })
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await undoCheckIn(ctx.ctx, input.id);
      return DONE;
    }),

  recent: procedure
    .meta({
      permission: 'check-in.read',
      openapi: { method: 'GET', path: '/check-ins', tags, summary: 'The last ten scans of all desks' },
    })
    .output(z.array(recent))
    .query(({ ctx }) => recentScans(ctx.ctx)),

  today: procedure
    .meta({
      permission: 'check-in.read',
      openapi: { method: 'GET', path: '/desk/today', tags, summary: "Today's visits, searched and paged" },
    })
    .input(dayListSchema)
    .output(dayPage)
    .query(({ ctx, input }) => listDay(ctx.ctx, input)),

  lobby: procedure
    .meta({
      permission: 'check-in.read',
      openapi: { method: 'GET', path: '/desk/lobby', tags, summary: 'Who waits, who comes next: the wall display' },
    })
    .output(lobby)
    .query(({ ctx }) => viewLobby(ctx.ctx)),

  roster: procedure
    .meta({
      permission: 'check-in.scan',
      openapi: {
        method: 'GET',
        path: '/desk/roster',
        tags,
        summary: "Today's visits with the hashes of their codes, for a desk to keep",
      },
    })
    .output(roster)
    .query(({ ctx }) => readRoster(ctx.ctx)),

  sync: procedure
    .meta({
      permission: 'check-in.scan',
      openapi: { method: 'POST', path: '/check-ins/sync', tags, summary: 'Send what was scanned without line' },
    })
    .input(syncSchema)
    .output(
      z.array(result.extend({ idempotencyKey: z.string(), conflict: z.boolean(), otherDesk: z.string().nullable() })),
    )
    .mutation(async ({ ctx, input }) => {
      const scans = input.scans.map((scan) => ({ ...scan, scannedAt: scan.scannedAt.toISOString() }));
      const results = await syncScans(ctx.ctx, { ...input, scans, sentAt: input.sentAt.toISOString() });
      return results.map(toResult);
    }),
});
