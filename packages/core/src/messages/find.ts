import { eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import type { Ctx } from '../context.ts';
import type { Message } from './message.ts';

/** The message sent under a WhatsApp id: when a phone could not read it, it asks for it again by that id. */
export async function findByWaMessageId(ctx: Pick<Ctx, 'db'>, waMessageId: string): Promise<Message | null> {
  return (await ctx.db.query.messages.findFirst({ where: eq(schema.messages.waMessageId, waMessageId) })) ?? null;
}
