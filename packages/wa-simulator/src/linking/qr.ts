import { randomBytes } from 'node:crypto';
import type { Companion } from './companion.ts';
import type { Connection } from '../wire/connection.ts';
import { vouch } from './vouch.ts';
import type { Network } from '../network.ts';
import { node, serverQuery } from '../wire/nodes.ts';
import type { Phone } from '../phone/phone.ts';
import { Refusal } from '../refusal.ts';

const REFS_PER_SOCKET = 6;

interface QrContent {
  ref: string;
  noiseKey: Buffer;
  identity: Buffer;
  advSecret: Buffer;
}

/** Hands an unlinked client the refs of which it makes QR codes, one after the other. */
export function handOutRefs(network: Network, connection: Connection): void {
  const count = network.faults.take('qr_refs')?.count ?? REFS_PER_SOCKET;
  const refs = Array.from({ length: count }, () => `2@${randomBytes(48).toString('base64')}`);
  connection.registration?.refs.clear();
  for (const ref of refs) connection.registration?.refs.add(ref);
  const nodes = refs.map((ref) => node('ref', {}, Buffer.from(ref)));
  connection.send(serverQuery(network.nextId(), 'md', [node('pair-device', {}, nodes)]));
  network.events.emit('registering', { connection: connection.id, refs });
}

/**
 * The phone scans a QR code. Resolves when the device is linked. Throws when the text is no such code, when the code is
 * no longer valid, and when it does not belong to the device which asked for it.
 */
export function scan(network: Network, phone: Phone, qr: string): Promise<Companion> {
  const { ref, noiseKey, identity, advSecret } = readQr(qr);
  const connection = [...network.connections].find(({ registration }) => registration?.refs.has(ref));
  if (!connection?.registration) throw new Refusal('CONFLICT', 'This code is no longer valid. Scan the one shown now.');
  if (!noiseKey.equals(connection.clientStatic) || !identity.equals(connection.registration.identity)) {
    throw new Refusal('CONFLICT', 'The keys in this code are not those of the device that shows it.');
  }
  connection.registration.refs.clear();
  return vouch(network, connection, phone, advSecret);
}

/** The code on the screen (`network.screen`), as a real phone would look at it. Throws when none is known or still valid. */
export function scanScreen(network: Network, phone: Phone): Promise<Companion> {
  if (!network.screen)
    throw new Refusal('CONFLICT', 'No screen is known to show a code. Paste the text of the code instead.');
  return scan(network, phone, network.screen);
}

/** `https://wa.me/settings/linked_devices#ref,noise,identity,adv,platform`, or only what follows `#`. */
function readQr(qr: string): QrContent {
  const [ref, ...keys] = qr.trim().replace(/^.*#/, '').split(',');
  const [noiseKey, identity, advSecret] = keys.map((key) => Buffer.from(key, 'base64'));
  if (!ref?.startsWith('2@') || noiseKey?.length !== 32 || identity?.length !== 32 || advSecret?.length !== 32) {
    throw new Refusal('INVALID', 'This is not a code for linking a device.');
  }
  return { ref, noiseKey, identity, advSecret };
}
