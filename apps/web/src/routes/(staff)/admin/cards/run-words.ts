import { m } from '#lib/paraglide/messages.js';

export const RUN_STATUS_WORDS = {
  queued: m.run_queued,
  running: m.run_running,
  paused: m.run_paused,
  done: m.run_done,
  cancelled: m.run_cancelled,
} as const;

export const CHANNEL_WORDS = {
  email: m.run_by_email,
  whatsapp: m.run_by_whatsapp,
  every: m.run_by_every,
  none: m.run_by_none,
} as const;

export const ITEM_STATUS_WORDS = {
  pending: m.item_pending,
  sending: m.item_sending,
  done: m.item_done,
  failed: m.item_failed,
  skipped: m.item_skipped,
  cancelled: m.item_cancelled,
} as const;
