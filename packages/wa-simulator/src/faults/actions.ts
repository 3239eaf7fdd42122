import { S_WHATSAPP_NET, type BinaryNode } from '@whiskeysockets/baileys';
import { lastWords } from '../wire/last-words.ts';
import type { Fault, FaultKind } from './schema.ts';
import { unlink } from '../linking/unlink.ts';
import type { Network } from '../network.ts';
import { node } from '../wire/nodes.ts';

const ENDS: Partial<Record<FaultKind, () => BinaryNode>> = {
  end: lastWords.streamEnd,
  replaced: lastWords.replaced,
  restart: lastWords.restart,
  unavailable: lastWords.unavailable,
  bad_session: lastWords.badSession,
  mismatch: lastWords.mismatch,
};

/** Lets a new fault act on what is connected at this moment. */
export function applyAtOnce(network: Network, fault: Fault): void {
  const number = 'number' in fault ? fault.number : undefined;
  const connections = network.connectionsOf(number);
  const lastWord = ENDS[fault.kind];
  if (lastWord) for (const connection of connections) connection.end(lastWord());
  else if (fault.kind === 'drop') for (const connection of connections) connection.drop();
  else if (fault.kind === 'freeze')
    for (const connection of connections) network.faults.hold(fault, connection.freeze());
  else if (fault.kind === 'logged_out') removeDevices(network, number);
  else if (fault.kind === 'registration_refresh') refreshRegistrations(network);
  else if (fault.kind === 'failure') {
    for (const connection of connections) {
      if (network.faults.take('failure', { number })) connection.end(lastWords.failure(fault.code));
    }
  }
}

function removeDevices(network: Network, number: string | undefined): void {
  const phones = [...network.phones.values()].filter((phone) => number === undefined || phone.number === number);
  for (const phone of phones) for (const companion of phone.companions.values()) unlink(network, companion);
}

/** Since July 2026 the server may ask an unlinked client to renew the secret in its QR code. */
function refreshRegistrations(network: Network): void {
  for (const connection of network.connections) {
    const attrs = { from: S_WHATSAPP_NET, type: 'companion_reg_refresh', id: network.nextId() };
    if (connection.registration) connection.send(node('notification', attrs));
  }
}
