/** How an attempt to send ended, and so what becomes of the message. */
export type Outcome =
  | { do: 'sent' }
  /** Passing cause: again after a pause. */
  | { do: 'retry'; reason: string }
  /** It will never arrive on WhatsApp: the next channel takes over. */
  | { do: 'fail'; reason: string }
  /** Not this gateway's any more, or not now: back into the queue at once. */
  | { do: 'return'; reason: string };

/**
 * WhatsApp's answers to a message it does not take (`ack error=…`). 463 and 475 are limits on writing to people who have not
 * written first: trying again makes them worse, and the guest is better served by e-mail or the host's own phone.
 */
const REFUSALS: Readonly<Record<string, Outcome>> = {
  '403': { do: 'fail', reason: 'whatsapp_refused' },
  '463': { do: 'fail', reason: 'whatsapp_restricted' },
  '475': { do: 'fail', reason: 'whatsapp_restricted' },
  '421': { do: 'retry', reason: 'whatsapp_refused' },
  '429': { do: 'retry', reason: 'whatsapp_rate_limited' },
  '479': { do: 'retry', reason: 'whatsapp_refused' },
  '500': { do: 'retry', reason: 'whatsapp_unavailable' },
  '503': { do: 'retry', reason: 'whatsapp_unavailable' },
};

/** A message refused this often is not what WhatsApp wants to hear a sixth time. */
const MOST_ATTEMPTS = 5;

/** @param attempts how often the message was tried by now, this time included */
export function outcomeOfRefusal(code: string, attempts: number): Outcome {
  const outcome = REFUSALS[code] ?? { do: 'retry', reason: 'whatsapp_refused' };
  return outcome.do === 'retry' && attempts >= MOST_ATTEMPTS ? { do: 'fail', reason: outcome.reason } : outcome;
}
