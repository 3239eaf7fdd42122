import type { WaFailure } from '@sowan/core/whatsapp';
import { CLOSE } from './connection.ts';

/** What to do about a connection that has closed. */
export type Reaction =
  | { do: 'reconnect'; delayMs: number }
  /** Another client took the place: yield when the lease is lost, else come back after a long pause. */
  | { do: 'come_back'; delayMs: number; failure: WaFailure }
  /** Stop and leave the credentials as they are; only the admin goes on from here. */
  | { do: 'wait_for_admin'; failure: WaFailure }
  /** The phone has removed this device: its credentials are worthless. */
  | { do: 'forget'; failure: WaFailure }
  /** Throw unfinished credentials away and begin anew. */
  | { do: 'start_clean'; delayMs: number };

export interface Close {
  /** A DisconnectReason of Baileys, which are HTTP-like. */
  code: number;
  /** True when the phone has linked this device. */
  paired: boolean;
  /** Reconnects since the last connection that held for `STEADY_MS`. */
  attempt: number;
}

type Kind = 'at_once' | 'backoff' | 'replaced' | 'forget' | 'start_clean' | WaFailure;

/** shared/whatsapp: the reaction table, measured against Baileys 7.0.0-rc14. */
const TABLE: ReadonlyMap<number, { paired: Kind; unpaired: Kind }> = new Map([
  [515, { paired: 'at_once', unpaired: 'at_once' }],
  [408, { paired: 'backoff', unpaired: 'qr_timeout' }],
  [428, { paired: 'backoff', unpaired: 'backoff' }],
  [503, { paired: 'backoff', unpaired: 'backoff' }],
  [500, { paired: 'backoff', unpaired: 'backoff' }],
  [440, { paired: 'replaced', unpaired: 'backoff' }],
  [401, { paired: 'forget', unpaired: 'start_clean' }],
  [402, { paired: 'banned', unpaired: 'banned' }],
  [403, { paired: 'banned', unpaired: 'banned' }],
  [406, { paired: 'banned', unpaired: 'banned' }],
  [405, { paired: 'client_outdated', unpaired: 'client_outdated' }],
  [CLOSE.passkey, { paired: 'backoff', unpaired: 'passkey_required' }],
  [411, { paired: 'multi_device_mismatch', unpaired: 'multi_device_mismatch' }],
]);
const UNKNOWN = { paired: 'backoff', unpaired: 'backoff' } as const;

const FIRST_PAUSE_MS = 1000;
export const LONGEST_PAUSE_MS = 5 * 60_000;
/** A server that asks for one restart after another must not be obeyed in a tight loop. */
const RESTARTS_AT_ONCE = 3;
/** So many connections in a row that no phone linked: further QRs would be shown to nobody. */
const UNPAIRED_TRIES = 6;
/** A connection that was open this long has proved itself: the next failure is the first one again. */
export const STEADY_MS = 60_000;

/** @param random from 0 to 1, exclusive: full jitter keeps a school's sessions from coming back in step */
export function reactionTo({ code, paired, attempt }: Close, random: number): Reaction {
  const row = TABLE.get(code) ?? UNKNOWN;
  const kind = paired ? row.paired : row.unpaired;
  const backoff = random * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 20));
  const triesAgain = kind === 'at_once' || kind === 'backoff' || kind === 'start_clean';
  if (!paired && triesAgain && attempt >= UNPAIRED_TRIES) return { do: 'wait_for_admin', failure: 'qr_timeout' };
  switch (kind) {
    case 'at_once':
      return { do: 'reconnect', delayMs: attempt < RESTARTS_AT_ONCE ? 0 : backoff };
    case 'backoff':
      return { do: 'reconnect', delayMs: backoff };
    case 'replaced':
      return { do: 'come_back', delayMs: LONGEST_PAUSE_MS * (0.5 + random / 2), failure: 'replaced' };
    case 'forget':
      return { do: 'forget', failure: 'logged_out' };
    case 'start_clean':
      return { do: 'start_clean', delayMs: backoff };
    default:
      return { do: 'wait_for_admin', failure: kind };
  }
}
