import { jidEncode, S_WHATSAPP_NET, type BinaryNode, type proto } from '@whiskeysockets/baileys';
import type { Companion } from '../linking/companion.ts';
import type { Connection } from '../wire/connection.ts';
import { lastWords } from '../wire/last-words.ts';
import type { Network } from '../network.ts';
import { node, nowSeconds, result } from '../wire/nodes.ts';
import { handOutRefs } from '../linking/qr.ts';
import { readRegistration } from '../linking/registration.ts';

/** The client has said who it is: an unlinked one gets codes, a linked device is let in, anything else is refused. */
export function admit(network: Network, connection: Connection, payload: proto.IClientPayload): void {
  const number = payload.devicePairingData ? undefined : String(payload.username);
  const failure = network.faults.take('failure', { number });
  if (failure) return connection.end(lastWords.failure(failure.code));
  const oldest = network.faults.take('oldest_version')?.version;
  if (oldest && isOlder(payload.userAgent?.appVersion, oldest)) return connection.end(lastWords.failure(405));
  if (payload.devicePairingData) {
    connection.registration = readRegistration(payload);
    return handOutRefs(network, connection);
  }
  const phone = network.phones.get(number ?? '');
  const companion = phone?.companions.get(payload.device ?? 0);
  if (!phone || !companion?.isAuthenticatedBy(connection.clientStatic)) return connection.end(lastWords.failure(401));
  logIn(network, connection, companion, jidEncode(phone.lidUser, 'lid', companion.device));
}

function isOlder(announced: proto.ClientPayload.UserAgent.IAppVersion | null | undefined, oldest: string): boolean {
  const { primary, secondary, tertiary } = announced ?? {};
  const version = [primary, secondary, tertiary].map((part) => part ?? 0);
  const wanted = oldest.split('.').map(Number);
  const differs = wanted.findIndex((part, i) => part !== version[i]);
  return differs !== -1 && (version[differs] ?? 0) < (wanted[differs] ?? 0);
}

function logIn(network: Network, connection: Connection, companion: Companion, lid: string): void {
  const older = network.connectionsOf(companion.number).filter((other) => other.companion === companion);
  connection.companion = companion;
  network.counters.loggedIn(companion.address, network.liveSocketsOf(companion));
  for (const other of older) other.end(lastWords.replaced());
  const attrs = { t: nowSeconds(), props: '2', lid, location: 'atn', creation: '1600000000' };
  connection.send(node('success', attrs));
  network.events.emit('loggedIn', companion.address);
}

/** `passive active`: the client is ready for what came while it was away; it asks for it after a preview. */
export function previewMailbox(network: Network, connection: Connection, query: BinaryNode): void {
  connection.send(result(query));
  const waiting = connection.companion?.mailbox.stanzas ?? [];
  if (waiting.length === 0) return emptyMailbox(network, connection);
  const count = (tag: string) => String(waiting.filter((stanza) => stanza.tag === tag).length);
  const attrs = { count: String(waiting.length), message: count('message'), receipt: count('receipt') };
  connection.send(node('ib', { from: S_WHATSAPP_NET }, [node('offline_preview', attrs)]));
}

/** `offline_batch`: what waited is sent, each stanza marked as late; from now on the device is online. */
export function emptyMailbox(network: Network, connection: Connection): void {
  const { companion } = connection;
  if (!companion || connection.online) return;
  const waiting = [...companion.mailbox.stanzas];
  for (const [index, stanza] of waiting.entries()) {
    connection.send({ ...stanza, attrs: { ...stanza.attrs, offline: String(index) } });
  }
  network.faults.holdOrDo('hold_mailbox_end', { number: companion.number }, () =>
    connection.send(node('ib', { from: S_WHATSAPP_NET }, [node('offline', { count: String(waiting.length) })])),
  );
  connection.online = true;
  network.events.emit('online', companion.address);
}
