import {
  encodeBigEndian,
  generateSignalPubKey,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildUInt,
  KEY_BUNDLE_TYPE,
  type BinaryNode,
} from '@whiskeysockets/baileys';
import { node } from '../wire/nodes.ts';

export interface PreKey {
  keyId: number;
  publicKey: Uint8Array;
}

export interface SignedPreKey extends PreKey {
  signature: Uint8Array;
}

/** What one device needs to open a Signal session with another (X3DH). Public keys are 32 bytes, without the type byte. */
export interface KeyBundle {
  registrationId: number;
  identity: Uint8Array;
  signedPreKey: SignedPreKey;
  preKey?: PreKey | undefined;
}

/** The bundle as Baileys' signal repository takes it. */
export function toSession({ registrationId, identity, signedPreKey, preKey }: KeyBundle) {
  return {
    registrationId,
    identityKey: generateSignalPubKey(identity),
    signedPreKey: { ...signedPreKey, publicKey: generateSignalPubKey(signedPreKey.publicKey) },
    ...(preKey && { preKey: { ...preKey, publicKey: generateSignalPubKey(preKey.publicKey) } }),
  };
}

/** The bundle as the server hands it out: `registration, type, identity, skey, key`. */
export function toNodes({ registrationId, identity, signedPreKey, preKey }: KeyBundle): BinaryNode[] {
  return [
    node('registration', {}, encodeBigEndian(registrationId)),
    node('type', {}, KEY_BUNDLE_TYPE),
    node('identity', {}, identity),
    keyNode('skey', signedPreKey, [node('signature', {}, signedPreKey.signature)]),
    ...(preKey ? [keyNode('key', preKey)] : []),
  ];
}

/** Reads a one-time key (`key > id, value`). Throws when a part is missing. */
export function readPreKey(parent: BinaryNode): PreKey {
  const publicKey = getBinaryNodeChildBuffer(parent, 'value');
  const keyId = getBinaryNodeChildUInt(parent, 'id', 3);
  if (!publicKey || keyId === undefined) throw new Error(`incomplete ${parent.tag} in a key upload`);
  return { keyId, publicKey: Buffer.from(publicKey) };
}

/** Reads the signed key (`skey > id, value, signature`) under a node. Throws when a part is missing. */
export function readSignedPreKey(parent: BinaryNode): SignedPreKey {
  const skey = getBinaryNodeChild(parent, 'skey');
  const signature = getBinaryNodeChildBuffer(skey, 'signature');
  if (!skey || !signature) throw new Error('a key upload without a signed key');
  return { ...readPreKey(skey), signature: Buffer.from(signature) };
}

function keyNode(tag: string, { keyId, publicKey }: PreKey, more: BinaryNode[] = []): BinaryNode {
  return node(tag, {}, [node('id', {}, encodeBigEndian(keyId, 3)), node('value', {}, publicKey), ...more]);
}
