import type { Tx } from '@sowan/db';
import type { Locale } from '../actor.ts';
import { writeMessage, type Outgoing } from './outgoing.ts';
import type { StaffTemplateKind } from './staff-templates.ts';
import { wordMessage } from './templates.ts';

export interface StaffMessage {
  kind: StaffTemplateKind;
  user: { id: number; email: string; locale: Locale };
  values: Record<string, string>;
  /** What `{secret}` stands for: kept beside the message, and only until it has been sent. */
  secret?: string;
  now: Date;
}

/** Writes a mail to a member of the staff into the outbox, for `enqueueMessages` after the commit. */
export async function tellStaff(tx: Tx, { kind, user, values, secret, now }: StaffMessage): Promise<Outgoing> {
  const { subject, body } = await wordMessage(tx, 'email', kind, user.locale, values);
  return writeMessage(tx, {
    channel: 'email',
    kind,
    recipient: user.email,
    locale: user.locale,
    subject,
    body,
    userId: user.id,
    secret: secret ?? null,
    createdAt: now,
  });
}
