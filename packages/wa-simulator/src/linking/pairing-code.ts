import { randomBytes } from 'node:crypto';
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  Curve,
  derivePairingCodeKey,
  getBinaryNodeChildBuffer,
  hkdf,
  jidDecode,
  S_WHATSAPP_NET,
  type BinaryNode,
} from '@whiskeysockets/baileys';
import type { Companion } from './companion.ts';
import type { Connection } from '../wire/connection.ts';
import { vouch } from './vouch.ts';
import type { Network } from '../network.ts';
import { node, nowSeconds, result } from '../wire/nodes.ts';
import type { Phone } from '../phone/phone.ts';
import { Refusal } from '../refusal.ts';
import type { LinkCode } from './registration.ts';

const ASK_TIMEOUT_MS = 3000;
const EMPTY = Buffer.alloc(0);

/** `companion_hello`: a client wants to be linked by code to the number it names; it gets a ref. */
export function openLinkCode(network: Network, connection: Connection, query: BinaryNode, request: BinaryNode): void {
  const number = jidDecode(request.attrs.jid)?.user;
  const companionKey = getBinaryNodeChildBuffer(request, 'link_code_pairing_wrapped_companion_ephemeral_pub');
  if (!connection.registration || !number || !companionKey) throw new Error('an incomplete request for a pairing code');
  const ref = randomBytes(16);
  connection.registration.linkCode = { number, ref, companionKey };
  const content = [node('link_code_pairing_ref', {}, ref)];
  connection.send(result(query, [node('link_code_companion_reg', { stage: 'companion_hello' }, content)]));
  network.events.emit('linkCode', { number });
}

/**
 * The owner types the code (dashes, spaces and case don't matter). Resolves when the device is linked. Rejects when no
 * device asks for this number within three seconds, and when the code is another one.
 */
export async function enterCode(network: Network, phone: Phone, typed: string): Promise<Companion> {
  const code = typed.replace(/[\s-]/g, '').toUpperCase();
  if (!/^[0-9A-Z]{8}$/.test(code)) throw new Refusal('INVALID', 'A pairing code has eight letters or digits.');
  const { connection, linkCode } = await asking(network, phone.number);
  const sealed = Buffer.from(linkCode.companionKey);
  const companionKey = aesDecryptCTR(
    sealed.subarray(48),
    await derivePairingCodeKey(code, sealed.subarray(0, 32)),
    sealed.subarray(32, 48),
  );
  const [ephemeral, salt, iv] = [Curve.generateKeyPair(), randomBytes(32), randomBytes(16)];
  const wrapped = Buffer.concat([
    salt,
    iv,
    aesEncryptCTR(ephemeral.public, await derivePairingCodeKey(code, salt), iv),
  ]);
  const outcome = Promise.withResolvers<Companion>();
  linkCode.answer = { phone, sharedKey: Curve.sharedKey(ephemeral.private, companionKey), outcome };
  const content = [
    node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, wrapped),
    node('primary_identity_pub', {}, phone.cipher.creds.signedIdentityKey.public),
    node('link_code_pairing_ref', {}, linkCode.ref),
  ];
  const attrs = { from: S_WHATSAPP_NET, type: 'link_code_companion_reg', id: network.nextId(), t: nowSeconds() };
  connection.send(node('notification', attrs, [node('link_code_companion_reg', { stage: 'primary_hello' }, content)]));
  return outcome.promise;
}

/** `companion_finish`: the client's sealed keys open only when both sides used the same code. */
export function finishLinkCode(network: Network, connection: Connection, query: BinaryNode, request: BinaryNode): void {
  const answer = connection.registration?.linkCode?.answer;
  const bundle = getBinaryNodeChildBuffer(request, 'link_code_pairing_wrapped_key_bundle');
  const identity = getBinaryNodeChildBuffer(request, 'companion_identity_public');
  if (!answer || !bundle || !identity) throw new Error('a pairing code is finished that was never entered');
  connection.send(result(query));
  const { phone, sharedKey, outcome } = answer;
  const random = openKeyBundle(Buffer.from(bundle), sharedKey);
  if (!random) return outcome.reject(new Refusal('CONFLICT', 'This is not the code which the device shows.'));
  const identitySecret = Curve.sharedKey(phone.cipher.creds.signedIdentityKey.private, identity);
  const advSecret = hkdf(Buffer.concat([sharedKey, identitySecret, random]), 32, { info: 'adv_secret' });
  vouch(network, connection, phone, advSecret).then(outcome.resolve, outcome.reject);
}

/** salt (32) · iv (12) · sealed (identity, identity, random). Undefined when the keys do not fit. */
function openKeyBundle(bundle: Buffer, sharedKey: Uint8Array): Buffer | undefined {
  const key = hkdf(sharedKey, 32, {
    salt: bundle.subarray(0, 32),
    info: 'link_code_pairing_key_bundle_encryption_key',
  });
  try {
    return aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), EMPTY).subarray(64);
  } catch {
    return undefined;
  }
}

/** The newest request for this number; the client's may still be on its way when the owner types. */
async function asking(network: Network, number: string): Promise<{ connection: Connection; linkCode: LinkCode }> {
  const found = () =>
    [...network.connections].reverse().flatMap((connection) => {
      const linkCode = connection.registration?.linkCode;
      return linkCode?.number === number && !linkCode.answer ? [{ connection, linkCode }] : [];
    })[0];
  const open = found();
  if (open) return open;
  const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
  await network.events
    .next('linkCode', (request) => request.number === number, signal)
    .catch((cause: unknown) => {
      throw new Refusal('CONFLICT', `No device asks for a code for ${number}.`, { cause });
    });
  const arrived = found();
  if (!arrived) throw new Refusal('CONFLICT', 'The device hung up before it was linked.');
  return arrived;
}
