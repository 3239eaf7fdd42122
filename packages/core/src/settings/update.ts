import type { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { readSettings } from './read.ts';
import { forgetSettings } from './recent.ts';
import { settingsUpdateSchema, type Settings } from './schemas.ts';

/** Changes the given settings and leaves the others. */
export async function updateSettings(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof settingsUpdateSchema>,
): Promise<Settings> {
  authorise(ctx.actor, 'settings.manage');
  const user = requireUser(ctx.actor);
  const given = Object.keys(input);
  const changes = Object.entries(settingsUpdateSchema.parse(input)).filter(([name]) => given.includes(name));
  const now = ctx.clock.now();
  const settings = await inTransaction(ctx.db, async (tx) => {
    for (const [name, value] of changes) {
      const row = { value, updatedBy: user.id, updatedAt: now };
      await tx
        .insert(schema.settings)
        .values({ name, ...row })
        .onDuplicateKeyUpdate({ set: row });
    }
    await recordAudit(tx, ctx.actor, now, {
      action: 'settings.updated',
      subject: { type: 'settings', id: null },
      data: Object.fromEntries(changes),
    });
    return readSettings(tx);
  });
  forgetSettings(ctx.db);
  return settings;
}
