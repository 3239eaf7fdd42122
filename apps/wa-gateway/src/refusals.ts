import type { Refusal } from '@sowan/core/whatsapp';

/** How an attempt to send ended, and so what becomes of the message. */
export type Outcome =
  | { do: 'sent' }
  /** Passing cause: again after a pause, and not before the session's breaker lets it through. */
  | { do: 'retry'; reason: string; refusal?: Refusal }
  /** It will never arrive on WhatsApp: the next channel takes over. */
  | { do: 'fail'; reason: string; refusal?: Refusal }
  /** As many new people were written to today as may be: it waits for tomorrow. */
  | { do: 'wait_for_quota' }
  /** Not this gateway's any more, or not now: back into the queue at once. */
  | { do: 'return'; reason: string };

interface Meaning {
  reason: string;
  /** What the breaker makes of it: WhatsApp's own trouble is nothing that we did. */
  of: 'account' | 'message' | 'server';
}

/**
 * WhatsApp's answers to a message it does not take (`ack error=…`). 463 and 475 are limits on writing to people who have not
 * written first, 429 is for too many, 403 for whom it is angry with: going on makes each of them worse.
 */
const REFUSALS: Readonly<Record<string, Meaning>> = {
  '403': { reason: 'whatsapp_refused', of: 'account' },
  '429': { reason: 'whatsapp_rate_limited', of: 'account' },
  '463': { reason: 'whatsapp_restricted', of: 'account' },
  '475': { reason: 'whatsapp_restricted', of: 'account' },
  '421': { reason: 'whatsapp_refused', of: 'message' },
  '479': { reason: 'whatsapp_refused', of: 'message' },
  '500': { reason: 'whatsapp_unavailable', of: 'server' },
  '503': { reason: 'whatsapp_unavailable', of: 'server' },
};
const UNKNOWN: Meaning = { reason: 'whatsapp_refused', of: 'message' };

/** A message refused this often is not what WhatsApp wants to hear a sixth time. */
const MOST_ATTEMPTS = 5;

/** @param attempts how often the message was tried by now, this time included */
export function outcomeOfRefusal(code: string, attempts: number): Outcome {
  const { reason, of } = REFUSALS[code] ?? UNKNOWN;
  const refusal = of === 'server' ? {} : { refusal: { reason, ofAccount: of === 'account', again: attempts > 1 } };
  return { do: attempts >= MOST_ATTEMPTS ? 'fail' : 'retry', reason, ...refusal };
}
