import { publishAll, type Ctx } from '../context.ts';

/** Makes the user's open pages ask anew who they are. Called after the commit that ended a session or changed what they may. */
export const accessChanged = (ctx: Pick<Ctx, 'events' | 'log' | 'clock'>, userId: number): Promise<void> =>
  publishAll(ctx, [{ type: 'access_changed', userId, at: ctx.clock.now().toISOString() }]);
