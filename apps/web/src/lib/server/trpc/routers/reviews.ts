import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { pageOf } from '@sowan/core';
import {
  averagesByHost,
  findReviews,
  findReviewsSchema,
  listReviews,
  lobbyReviewSchema,
  openReview,
  reviewFromLobby,
  submitReview,
  submitReviewSchema,
} from '@sowan/core/reviews';
import { numberKey, throttle } from '../../throttle.ts';
import { procedure, router } from '../init.ts';
import { DONE, done, instant, pageBefore } from '../schemas.ts';

const tags = ['reviews'];
/** Longer than a review takes to write: how soon the answer comes tells nothing of the number. */
const LOBBY_ANSWER_MS = 300;

export const reviewsRouter = router({
  open: procedure
    .meta({
      permission: 'review.submit',
      limit: 'public',
      openapi: {
        method: 'GET',
        path: '/reviews/invitations/{token}',
        tags,
        summary: 'Which visit a feedback link is about',
      },
    })
    .input(z.object({ token: z.string().min(1).max(64) }))
    .output(
      z.object({
        organisationName: z.string(),
        hostName: z.string(),
        guestName: z.string(),
        visitedAt: instant.nullable(),
        timeZone: z.string(),
        rating: z.number().nullable(),
      }),
    )
    .query(({ ctx, input }) => openReview(ctx.ctx, input.token)),

  submit: procedure
    .meta({
      permission: 'review.submit',
      limit: 'public',
      openapi: { method: 'POST', path: '/reviews', tags, summary: 'Give the one review of a visit' },
    })
    .input(submitReviewSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await submitReview(ctx.ctx, { ...input, comment: input.comment ?? '' });
      return DONE;
    }),

  giveInLobby: procedure
    .meta({
      permission: 'review.submit',
      limit: 'lobby',
      openapi: {
        method: 'POST',
        path: '/reviews/lobby',
        tags,
        summary: "Review today's visit by its phone number; answers alike whether or not there was one",
      },
    })
    .input(lobbyReviewSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await throttle(ctx.shared, 'lobbyPhone', await numberKey(ctx.ctx, input.phone));
      await Promise.all([reviewFromLobby(ctx.ctx, { ...input, comment: input.comment ?? '' }), pause(LOBBY_ANSWER_MS)]);
      return DONE;
    }),

  list: procedure
    .meta({
      permission: 'review.read',
      openapi: { method: 'GET', path: '/reviews', tags, summary: 'Reviews given: a host sees its own' },
    })
    .input(pageBefore)
    .output(
      z.object({
        items: z.array(
          z.object({
            id: z.number(),
            rating: z.number().nullable(),
            comment: z.string().nullable(),
            submittedAt: instant.nullable(),
            guestName: z.string(),
            hostName: z.string(),
          }),
        ),
        total: z.number(),
        average: z.number().nullable(),
      }),
    )
    .query(({ ctx, input }) => listReviews(ctx.ctx, input)),

  find: procedure
    .meta({
      permission: 'review.read',
      openapi: { method: 'GET', path: '/reviews/search', tags, summary: 'Reviews by host, stars and period' },
    })
    .input(findReviewsSchema)
    .output(
      pageOf(
        z.object({
          id: z.number(),
          rating: z.number().nullable(),
          comment: z.string().nullable(),
          submittedAt: instant.nullable(),
          guestName: z.string(),
          hostName: z.string(),
        }),
      ),
    )
    .query(({ ctx, input }) => findReviews(ctx.ctx, input)),

  averages: procedure
    .meta({
      permission: 'review.read',
      openapi: { method: 'GET', path: '/reviews/averages', tags, summary: 'Average per host, from five reviews on' },
    })
    .input(findReviewsSchema.pick({ from: true, to: true }))
    .output(
      z.array(
        z.object({
          hostId: z.number(),
          hostName: z.string(),
          reviews: z.number(),
          average: z.number().nullable(),
        }),
      ),
    )
    .query(({ ctx, input }) => averagesByHost(ctx.ctx, input)),
});
