import { z } from 'zod';
import { procedure, router } from '../init.ts';
import { followLive } from '../streams.ts';

export const liveRouter = router({
  follow: procedure
    .meta({ permission: 'event.follow' })
    .input(z.object({ lastEventId: z.string().max(20).nullish() }).optional())
    .subscription(({ ctx, input, signal }) => followLive(ctx, input?.lastEventId ?? null, signal)),
});
