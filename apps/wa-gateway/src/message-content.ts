import { eq } from 'drizzle-orm';
import type { Ctx } from '@sowan/core';
import { inWords, readAttachment, wordsToSend, type MessageContent } from '@sowan/core/messages';
import { qrTextOf, tokenOf, viewPass } from '@sowan/core/passes';
import { schema } from '@sowan/db';
import { renderPassPicture, renderPng } from '@sowan/qr';
import type { Content } from './session/connection.ts';

/**
 * What a message of the outbox looks like on the phone: its text, with the file or the picture of the pass that it has. Null when the
 * secret in its text has been forgotten.
 */
export async function contentOf(
  ctx: Pick<Ctx, 'db' | 'pass'>,
  message: MessageContent & { hasFile?: boolean },
): Promise<Content | null> {
  const { id, passId, locale, hasFile = true } = message;
  const text = wordsToSend(message);
  if (text === null) return null;
  const file = hasFile ? await readAttachment(ctx, id) : null;
  if (file) return { text, file };
  const bytes = passId === null ? null : await pictureOf(ctx, passId, locale);
  return bytes ? { text, file: { name: 'qr.png', mime: 'image/png', bytes } } : { text };
}

async function pictureOf(
  ctx: Pick<Ctx, 'db' | 'pass'>,
  passId: number,
  locale: MessageContent['locale'],
): Promise<Buffer | null> {
  const pass = await ctx.db.query.passes.findFirst({ where: eq(schema.passes.id, passId) });
  if (!pass) return null;
  const text = qrTextOf(ctx.pass, pass);
  const { appointment, organisationName, guestName, timeZone } = await viewPass(ctx, tokenOf(ctx.pass, pass));
  if (!appointment) return Buffer.from(renderPng(text));
  return renderPassPicture({
    text,
    language: locale,
    organisation: organisationName,
    guest: guestName,
    host: appointment.hostName,
    date: inWords(appointment.scheduledAt, locale, timeZone),
  });
}
