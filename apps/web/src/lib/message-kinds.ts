import { m } from './paraglide/messages.js';

/** What messages are about: the kinds of core's templates, and what has none. */
export const MESSAGE_KINDS: Record<string, (() => string) | undefined> = {
  pass: m.host_message_pass,
  cancelled: m.host_message_cancelled,
  feedback: m.host_message_feedback,
  rescheduled: m.message_kind_rescheduled,
  handed_over: m.message_kind_handed_over,
  card: m.message_kind_card,
  arrival: m.message_kind_arrival,
  temporary_password: m.message_kind_temporary_password,
  portal_link: m.message_kind_portal_link,
  password_link: m.message_kind_password_link,
  password_changed: m.message_kind_password_changed,
  stopped: m.message_kind_stopped,
  resumed: m.message_kind_resumed,
  by_hand: m.message_kind_by_hand,
};

/** What a message is about, in words. */
export const wordMessageKind = (kind: string): string => (MESSAGE_KINDS[kind] ?? m.message_kind_other)();
