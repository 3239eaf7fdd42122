import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Db, type Tx } from '@sowan/db';
import type { Ctx } from '../context.ts';

const { messageAttachments } = schema;

/** What phones take without a word, and what fits a packet of the database. */
export const MOST_ATTACHMENT_BYTES = 8 * 1024 * 1024;

/** Pictures go out as pictures, with the text as their caption; anything else as a document under its name. */
export const attachmentSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'required')
    .max(120, 'too_long')
    // A phone stores the file under this name.
    .transform((name) => name.replaceAll(/[\p{Cc}/\\:*?"<>|]/gu, '_')),
  mime: z
    .string()
    .max(100, 'too_long')
    .regex(/^[a-z]+\/[\w.+-]+$/, 'invalid'),
  bytes: z
    .instanceof(Uint8Array)
    .refine((bytes) => bytes.length > 0, 'file_empty')
    .refine((bytes) => bytes.length <= MOST_ATTACHMENT_BYTES, 'file_too_large'),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** Adds a file to a message that was written in the same transaction. */
export async function attachFile(
  tx: Db | Tx,
  messageId: number,
  file: z.input<typeof attachmentSchema>,
): Promise<void> {
  const { name, mime, bytes } = attachmentSchema.parse(file);
  await tx.insert(messageAttachments).values({ messageId, name, mime, bytes: Buffer.from(bytes) });
}

/** The file that goes along with a message; null when there is none. */
export async function readAttachment(
  ctx: Pick<Ctx, 'db'>,
  messageId: number,
): Promise<{ name: string; mime: string; bytes: Buffer } | null> {
  const file = await ctx.db.query.messageAttachments.findFirst({ where: eq(messageAttachments.messageId, messageId) });
  return file ? { name: file.name, mime: file.mime, bytes: file.bytes } : null;
}
