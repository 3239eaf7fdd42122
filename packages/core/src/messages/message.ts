import type { schema } from '@sowan/db';

/** A row of the outbox. */
export type Message = typeof schema.messages.$inferSelect;
