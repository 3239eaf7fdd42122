import { m } from '#lib/paraglide/messages.js';
import type { Notification } from './live.svelte.ts';
import { wordReason } from './reasons.ts';

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** A notification as a headline and a line below it. */
export function wordNotification({ kind, data }: Notification): { title: string; text: string } {
  const guest = text(data['guestName']);
  switch (kind) {
    case 'arrival':
      return {
        title: m.notification_arrival({ guest }),
        text: [text(data['purpose']), text(data['desk'])].filter(Boolean).join(' · '),
      };
    case 'cancel_requested':
      return { title: m.notification_cancel_requested({ guest }), text: m.notification_cancel_requested_text() };
    case 'review':
      return { title: m.notification_review({ guest, rating: text(data['rating']) }), text: '' };
    case 'message_waiting':
      return { title: m.notification_message_waiting({ guest }), text: wordReason(text(data['reason'])) };
    case 'message_failed':
      return { title: m.notification_message_failed({ guest }), text: wordReason(text(data['reason'])) };
    case 'handed_over':
      return {
        title: m.notification_handed_over({ guest, host: text(data['hostName']) }),
        text: [text(data['purpose']), data['waiting'] ? m.notification_now_waiting() : ''].filter(Boolean).join(' · '),
      };
    case 'handed_away':
      return { title: m.notification_handed_away({ guest, host: text(data['hostName']) }), text: '' };
    case 'colleague_asked':
      return {
        title: m.notification_colleague_asked({ guest, host: text(data['hostName']) }),
        text: text(data['purpose']),
      };
    case 'no_reaction':
      return {
        title: m.notification_no_reaction({ guest, host: text(data['hostName']) }),
        text: text(data['purpose']),
      };
    case 'upkeep_failed':
      return { title: m.notification_upkeep_failed({ task: text(data['task']) }), text: text(data['error']) };
    default:
      return { title: kind, text: '' };
  }
}
