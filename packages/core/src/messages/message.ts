import type { schema } from '@sowan/db';

/** A row of the outbox. */
export type Message = typeof schema.messages.$inferSelect;

/** The words as they leave: with the secret where it belongs. Null when that has been forgotten since the message was written. */
export function wordsToSend({ body, secret }: Pick<Message, 'body' | 'secret'>): string | null {
  if (!body.includes('{secret}')) return body;
  return secret === null ? null : body.replace('{secret}', () => secret);
}
