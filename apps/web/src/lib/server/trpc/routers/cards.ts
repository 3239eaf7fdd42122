import { z } from 'zod';
import { pageInput, pageOf } from '@sowan/core';
import {
  cardRunItemsSchema,
  cardRunSchema,
  cardsOfMember,
  cardStats,
  countPrintable,
  getCardRun,
  issueCard,
  issueCardSchema,
  listCardRunItems,
  legacyRevocations,
  listCardRuns,
  printCardsSchema,
  rehearseCardRun,
  revokeLegacyCard,
  revokeLegacyCardSchema,
  startCardRun,
  steerCardRun,
  verifyCard,
  verifyCardSchema,
} from '@sowan/core/cards';
import { procedure, router } from '../init.ts';
import { cardAnswer, DONE, done, id, instant } from '../schemas.ts';

const count = z.number();
const run = z.object({
  id: z.number(),
  year: z.number(),
  status: z.enum(['queued', 'running', 'paused', 'done', 'cancelled']),
  channels: z.enum(['email', 'whatsapp', 'every', 'none']),
  resend: z.boolean(),
  total: count,
  processed: count,
  successful: count,
  failed: count,
  skipped: count,
  cancelled: count,
  sending: count,
  progress: z.number(),
  requestedBy: z.string().nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
const item = z.object({
  memberId: z.number(),
  number: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  status: z.enum(['pending', 'sending', 'done', 'failed', 'skipped', 'cancelled']),
  reason: z.string().nullable(),
  answer: z.string().nullable(),
  settledAt: instant.nullable(),
});
const card = z.object({
  passId: z.number(),
  year: z.number(),
  token: z.string(),
  link: z.string(),
  createdAt: instant,
  revokedAt: instant.nullable(),
  revokedReason: z.string().nullable(),
});
const rehearsal = z.object({
  year: z.number(),
  total: count,
  toMake: count,
  haveCard: count,
  notActive: count,
  withoutEmail: count,
  withoutPhone: count,
  bounced: count,
  unsubscribed: count,
  unreachable: count,
  examples: z.array(
    z.object({
      id: z.number(),
      number: z.string(),
      name: z.string(),
      reason: z.enum(['no_email', 'mail_stopped', 'no_phone', 'no_address', 'whatsapp_stopped']),
    }),
  ),
});
const stats = z.object({
  currentYear: z.string(),
  totalMembers: count,
  activeMembers: count,
  membersWithQRCodes: count,
  membersWithCurrentYearQRCodes: count,
  activeMembersWithoutQRCodes: count,
  coverage: z.string(),
  currentYearCoverage: z.string(),
});
const started = z.object({ runId: z.number(), total: count });
const tags = ['cards'];
const move = (path: string, summary: string) => ({
  permission: 'card.issue' as const,
  openapi: { method: 'POST' as const, path: `/card-runs/{id}/${path}` as const, tags, summary },
});

export const cardsRouter = router({
  verify: procedure
    .meta({
      permission: 'pass.view',
      limit: 'public',
      openapi: { method: 'POST', path: '/cards/verify', tags, summary: 'Is this card ours, and does it hold today?' },
    })
    .input(verifyCardSchema)
    .output(cardAnswer)
    .mutation(({ ctx, input }) => verifyCard(ctx.ctx, input)),

  stats: procedure
    .meta({
      permission: 'member.read',
      openapi: { method: 'GET', path: '/cards/stats', tags, summary: 'How many members have their card' },
    })
    .output(stats)
    .query(({ ctx }) => cardStats(ctx.ctx)),

  ofMember: procedure
    .meta({
      permission: 'member.read',
      openapi: { method: 'GET', path: '/members/{id}/cards', tags, summary: 'A member’s cards, newest first' },
    })
    .input(z.object({ id }))
    .output(z.array(card))
    .query(({ ctx, input }) => cardsOfMember(ctx.ctx, input.id)),

  issue: procedure
    .meta({
      permission: 'card.issue',
      openapi: {
        method: 'POST',
        path: '/members/{id}/cards',
        tags,
        summary: 'Make a member’s card of a year and send it; with `replace` a lost one is revoked',
      },
    })
    .input(issueCardSchema.extend({ id }))
    .output(
      z.object({ passId: z.number(), token: z.string(), year: z.number(), made: z.boolean(), messages: z.number() }),
    )
    .mutation(({ ctx, input: { id: memberId, ...wish } }) => issueCard(ctx.ctx, memberId, wish)),

  revokeLegacy: procedure
    .meta({
      permission: 'card.issue',
      openapi: {
        method: 'POST',
        path: '/members/{id}/legacy-cards/revoke',
        tags,
        summary: 'Make a member’s card of the predecessor void',
      },
    })
    .input(revokeLegacyCardSchema.extend({ id }))
    .output(done)
    .mutation(async ({ ctx, input: { id: memberId, ...which } }) => {
      await revokeLegacyCard(ctx.ctx, memberId, which);
      return DONE;
    }),

  legacyRevocations: procedure
    .meta({
      permission: 'member.read',
      openapi: {
        method: 'GET',
        path: '/members/{id}/legacy-cards',
        tags,
        summary: 'Cards of the predecessor that are void',
      },
    })
    .input(z.object({ id }))
    .output(
      z.object({
        honoured: z.boolean(),
        revoked: z.array(z.object({ year: count, reason: z.string(), revokedAt: instant })),
      }),
    )
    .query(({ ctx, input }) => legacyRevocations(ctx.ctx, input.id)),

  rehearse: procedure
    .meta({
      permission: 'card.issue',
      openapi: { method: 'POST', path: '/card-runs/rehearsal', tags, summary: 'What a run would do' },
    })
    .input(cardRunSchema)
    .output(rehearsal)
    .mutation(({ ctx, input }) => rehearseCardRun(ctx.ctx, input)),

  start: procedure
    .meta({
      permission: 'card.issue',
      openapi: { method: 'POST', path: '/card-runs', tags, summary: 'Make and send cards for many members' },
    })
    .input(cardRunSchema)
    .output(started)
    .mutation(({ ctx, input }) => startCardRun(ctx.ctx, input)),

  renewYear: procedure
    .meta({
      permission: 'card.issue',
      openapi: {
        method: 'POST',
        path: '/card-runs/years/{year}',
        tags,
        summary: 'Make and send the cards of a year for all active members',
      },
    })
    .input(cardRunSchema.pick({ year: true }))
    .output(started)
    .mutation(({ ctx, input }) => startCardRun(ctx.ctx, input)),

  printable: procedure
    .meta({
      permission: 'card.issue',
      openapi: { method: 'POST', path: '/card-sheets/count', tags, summary: 'How many cards there are to print' },
    })
    .input(printCardsSchema)
    .output(z.object({ cards: count, sheets: count }))
    .mutation(({ ctx, input }) => countPrintable(ctx.ctx, input)),

  runs: procedure
    .meta({
      permission: 'card.issue',
      openapi: { method: 'GET', path: '/card-runs', tags, summary: 'Runs, newest first' },
    })
    .input(pageInput)
    .output(pageOf(run))
    .query(({ ctx, input }) => listCardRuns(ctx.ctx, input)),

  run: procedure
    .meta({
      permission: 'card.issue',
      openapi: { method: 'GET', path: '/card-runs/{id}', tags, summary: 'How far a run has come' },
    })
    .input(z.object({ id }))
    .output(run)
    .query(({ ctx, input }) => getCardRun(ctx.ctx, input.id)),

  items: procedure
    .meta({
      permission: 'card.issue',
      openapi: { method: 'GET', path: '/card-runs/{id}/items', tags, summary: 'What became of each member' },
    })
    .input(cardRunItemsSchema.extend({ id }))
    .output(pageOf(item))
    .query(({ ctx, input: { id: runId, ...page } }) => listCardRunItems(ctx.ctx, runId, page)),

  pause: procedure
    .meta(move('pause', 'Make no more cards for now'))
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await steerCardRun(ctx.ctx, input.id, 'pause');
      return DONE;
    }),

  resume: procedure
    .meta(move('resume', 'Go on'))
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await steerCardRun(ctx.ctx, input.id, 'resume');
      return DONE;
    }),

  cancel: procedure
    .meta(move('cancel', 'Stop for good; what was sent stays sent'))
    .input(z.object({ id }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await steerCardRun(ctx.ctx, input.id, 'cancel');
      return DONE;
    }),
});
