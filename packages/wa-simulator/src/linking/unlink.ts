import type { Network } from '../network.ts';
import { lastWords } from '../wire/last-words.ts';
import type { Companion } from './companion.ts';

/** Removes a linked device, as its phone or the device itself asks; its sockets end with 401. */
export function unlink(network: Network, companion: Companion): void {
  const phone = network.phones.get(companion.number);
  if (!phone?.unlink(companion.device)) return;
  network.events.emit('unlinked', companion.address);
  for (const connection of network.connectionsOf(companion.number)) {
    if (connection.companion === companion) connection.end(lastWords.removed());
  }
}
