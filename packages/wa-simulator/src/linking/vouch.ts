import { randomBytes } from 'node:crypto';
import {
  Curve,
  getBinaryNodeChild,
  hmacSign,
  jidEncode,
  proto,
  S_WHATSAPP_NET,
  WA_ADV_ACCOUNT_SIG_PREFIX,
  WA_ADV_DEVICE_SIG_PREFIX,
  type BinaryNode,
} from '@whiskeysockets/baileys';
import type { Companion } from './companion.ts';
import type { Connection } from '../wire/connection.ts';
import { lastWords } from '../wire/last-words.ts';
import type { Network } from '../network.ts';
import { node, nowSeconds, serverQuery } from '../wire/nodes.ts';
import type { Phone } from '../phone/phone.ts';
import { Refusal } from '../refusal.ts';
import { verifyXEdDsa } from './xeddsa.ts';

/**
 * The phone vouches for the device which waits on this connection, with the secret shared through the QR or the code.
 * Resolves once the device has signed in return and is linked; rejects when it refuses, or hangs up before.
 */
export function vouch(
  network: Network,
  connection: Connection,
  phone: Phone,
  advSecret: Uint8Array,
): Promise<Companion> {
  const { registration } = connection;
  if (!registration) throw new Error('this connection is not waiting to be linked');
  if (network.faults.take('passkey', { number: phone.number })) {
    askForPasskey(network, connection);
    return Promise.reject(new Refusal('CONFLICT', 'This account is linked with a passkey only.'));
  }
  const device = phone.takeDeviceId();
  const details = proto.ADVDeviceIdentity.encode({
    rawId: 1,
    timestamp: Math.floor(Date.now() / 1000),
    keyIndex: device,
    accountType: proto.ADVEncryptionType.E2EE,
    deviceType: proto.ADVEncryptionType.E2EE,
  }).finish();
  const outcome = Promise.withResolvers<Companion>();
  registration.pending = { phone, device, details, outcome };
  const content = [
    node('device-identity', {}, signIdentity(phone, details, registration.identity, advSecret)),
    node('device', {
      jid: jidEncode(phone.number, 's.whatsapp.net', device),
      lid: jidEncode(phone.lidUser, 'lid', device),
    }),
    node('biz', { name: phone.name }),
    node('platform', { name: 'android' }),
  ];
  connection.send(serverQuery(network.nextId(), 'md', [node('pair-success', {}, content)]));
  return outcome.promise;
}

/** Since the end of June 2026 some accounts are linked only by whoever answers this challenge with a passkey of whatsapp.com. */
function askForPasskey(network: Network, connection: Connection): void {
  const challenge = randomBytes(32).toString('base64url');
  const options = { challenge, timeout: 600_000, rpId: 'whatsapp.com', userVerification: 'required' };
  const attrs = { from: S_WHATSAPP_NET, type: 'passkey_prologue_request', id: network.nextId(), t: nowSeconds() };
  const content = [node('passkey_request_options', {}, Buffer.from(JSON.stringify(options)))];
  connection.send(node('notification', attrs, content));
}

/** The device's answer (`pair-device-sign`): verified, then it is linked and told to log in (515). */
export async function acceptDeviceSignature(network: Network, connection: Connection, sign: BinaryNode): Promise<void> {
  const { registration } = connection;
  const pending = registration?.pending;
  if (!registration || !pending) return;
  const { phone, device, details, outcome } = pending;
  const answer = getBinaryNodeChild(sign, 'device-identity')?.content;
  const { deviceSignature } = proto.ADVSignedDeviceIdentity.decode(
    answer instanceof Uint8Array ? answer : new Uint8Array(),
  );
  const accountKey = phone.cipher.creds.signedIdentityKey.public;
  const signed = Buffer.concat([WA_ADV_DEVICE_SIG_PREFIX, details, registration.identity, accountKey]);
  if (!deviceSignature || !verifyXEdDsa(registration.identity, signed, deviceSignature)) {
    outcome.reject(new Refusal('CONFLICT', 'The device did not sign its identity.'));
    return connection.end(lastWords.failure(401));
  }
  const companion = phone.link({
    ...{ device, platform: registration.platform, linkedAt: new Date().toISOString() },
    ...{ noiseKey: connection.clientStatic, identity: registration.identity },
    ...{ registrationId: registration.registrationId, signedPreKey: registration.signedPreKey },
    ...{ preKeys: [], mailbox: [] },
  });
  await network.save();
  network.events.emit('linked', companion.address);
  outcome.resolve(companion);
  connection.end(lastWords.restart());
}

/** Tells the phones that wait for this connection that it is gone. */
export function abandon({ registration }: Connection): void {
  const error = new Refusal('CONFLICT', 'The device hung up before it was linked.');
  registration?.pending?.outcome.reject(error);
  registration?.linkCode?.answer?.outcome.reject(error);
}

function signIdentity(
  phone: Phone,
  details: Uint8Array,
  deviceIdentity: Uint8Array,
  advSecret: Uint8Array,
): Uint8Array {
  const { signedIdentityKey } = phone.cipher.creds;
  const signed = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, deviceIdentity]);
  const account = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: signedIdentityKey.public,
    accountSignature: Curve.sign(signedIdentityKey.private, signed),
  }).finish();
  const hmac = hmacSign(account, advSecret);
  return proto.ADVSignedDeviceIdentityHMAC.encode({
    details: account,
    hmac,
    accountType: proto.ADVEncryptionType.E2EE,
  }).finish();
}
