import { and, asc, eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { asListed, defaultSessionOf, selectListed, type ListedMessage } from './listed.ts';
import { timelineOf, type TimelineStep } from './timeline.ts';

const { auditLog, messageAttachments, messages, users } = schema;

export interface MessageView extends ListedMessage {
  subject: string | null;
  body: string;
  /** A picture of a pass goes along. */
  hasPass: boolean;
  /** A file that goes along. */
  file: { name: string; mime: string } | null;
  /** Opens WhatsApp on one's own phone with the number and the words filled in; null where sharing makes no sense. */
  shareUrl: string | null;
  timeline: TimelineStep[];
}

/** One message with its words (passwords are not among them, they are filled in as it leaves) and everything that happened to it, oldest first. Throws NOT_FOUND `message_unknown`. */
export async function getMessage(ctx: Pick<Ctx, 'db' | 'actor' | 'clock'>, messageId: number): Promise<MessageView> {
  authorise(ctx.actor, 'message.manage');
  const [message, [selected], byDefault, [file], wishes] = await Promise.all([
    ctx.db.query.messages.findFirst({ where: eq(messages.id, messageId) }),
    selectListed(ctx.db).where(eq(messages.id, messageId)),
    defaultSessionOf(ctx.db),
    ctx.db
      .select({ name: messageAttachments.name, mime: messageAttachments.mime })
      .from(messageAttachments)
      .where(eq(messageAttachments.messageId, messageId)),
    ctx.db
      .select({ at: auditLog.at, action: auditLog.action, by: users.name, data: auditLog.data })
      .from(auditLog)
      .leftJoin(users, and(eq(users.id, auditLog.actorId), eq(auditLog.actorType, 'user')))
      .where(and(eq(auditLog.subjectType, 'message'), eq(auditLog.subjectId, messageId)))
      .orderBy(asc(auditLog.id))
      .limit(100),
  ]);
  if (!message || !selected) throw new DomainError('NOT_FOUND', 'message_unknown');
  const listed = asListed(selected, byDefault, ctx.clock.now());
  return {
    ...listed,
    subject: message.subject,
    body: message.body.replaceAll('{secret}', '••••••'),
    hasPass: message.passId !== null,
    file: file ?? null,
    shareUrl: listed.actions.includes('share') ? shareUrl(message) : null,
    timeline: timelineOf(message, wishes),
  };
}

/** Without the last line, which says how to end messages from us: this one comes from somebody's own phone. */
const shareUrl = ({ recipient, body }: { recipient: string; body: string }) =>
  `https://wa.me/${recipient.replace('+', '')}?text=${encodeURIComponent(body.replace(/\n\n[^\n]*STOP[^\n]*$/, ''))}`;
