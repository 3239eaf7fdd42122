import { m } from './paraglide/messages.js';

const KINDS: Record<string, (() => string) | undefined> = {
  pass: m.host_message_pass,
  cancelled: m.host_message_cancelled,
  feedback: m.host_message_feedback,
  stopped: m.message_kind_stopped,
  resumed: m.message_kind_resumed,
  by_hand: m.message_kind_by_hand,
};

/** What a message is about, in words. */
export const wordMessageKind = (kind: string): string => (KINDS[kind] ?? m.message_kind_other)();
