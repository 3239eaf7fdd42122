import { AsyncLocalStorage } from 'node:async_hooks';
import type { SignalDataSet, WASocket } from '@whiskeysockets/baileys';

/**
 * After the first message to somebody Baileys issues a token to them, good for a week, and notes that it did: but inside the transaction
 * of that message, which is over by then, so that the note is lost and every message issues one more. This keeps such notes at once.
 */
export function keepPrivacyTokens({ authState: { keys } }: WASocket): void {
  const outside = AsyncLocalStorage.snapshot();
  const set = keys.set.bind(keys);
  keys.set = (data: SignalDataSet) => (data.tctoken ? outside(() => set(data)) : set(data));
}
