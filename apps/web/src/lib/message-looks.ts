import type { IconName } from './components/Icon.svelte';
import { m } from './paraglide/messages.js';
import type { LedgerRow } from './appointment.ts';

/** Icon, colour and word of how far a message has come. */
export const MESSAGE_LOOKS: Record<LedgerRow['status'], { icon: IconName; colour: string; word: () => string }> = {
  queued: { icon: 'clock', colour: 'badge-warning', word: m.message_queued },
  sending: { icon: 'clock', colour: 'badge-warning', word: m.message_sending },
  sent: { icon: 'check', colour: 'badge-outline', word: m.message_sent },
  delivered: { icon: 'check', colour: 'badge-success', word: m.message_delivered },
  read: { icon: 'check', colour: 'badge-success', word: m.message_read },
  failed: { icon: 'alert', colour: 'badge-error', word: m.message_failed },
  cancelled: { icon: 'strike', colour: 'badge-neutral', word: m.message_cancelled },
};
