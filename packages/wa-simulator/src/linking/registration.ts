import type { proto } from '@whiskeysockets/baileys';
import type { Companion } from './companion.ts';
import type { SignedPreKey } from '../phone/key-bundle.ts';
import type { Phone } from '../phone/phone.ts';

/** A request for a pairing code; `companionKey` is the client's ephemeral key, sealed with the code. */
export interface LinkCode {
  number: string;
  ref: Uint8Array;
  companionKey: Uint8Array;
  /** Set once a phone has entered a code. */
  answer?: { phone: Phone; sharedKey: Uint8Array; outcome: PromiseWithResolvers<Companion> };
}

/** A device that waits to be linked: the keys it announced, and the codes it may show. */
export interface Registration {
  identity: Uint8Array;
  registrationId: number;
  signedPreKey: SignedPreKey;
  platform: string;
  refs: Set<string>;
  linkCode?: LinkCode;
  /** Set while the phone has vouched for the device and the device has not yet signed in return. */
  pending?: { phone: Phone; device: number; details: Uint8Array; outcome: PromiseWithResolvers<Companion> };
}

/** Reads what an unlinked client announces. Throws when a key is missing. */
export function readRegistration({ devicePairingData: announced, userAgent }: proto.IClientPayload): Registration {
  const { eIdent, eRegid, eSkeyId, eSkeyVal, eSkeySig } = announced ?? {};
  if (!eIdent || !eRegid || !eSkeyId || !eSkeyVal || !eSkeySig) throw new Error('a registration without its keys');
  return {
    identity: Buffer.from(eIdent),
    registrationId: Buffer.from(eRegid).readUIntBE(0, eRegid.length),
    signedPreKey: {
      keyId: Buffer.from(eSkeyId).readUIntBE(0, eSkeyId.length),
      publicKey: Buffer.from(eSkeyVal),
      signature: Buffer.from(eSkeySig),
    },
    platform: userAgent?.device ?? 'Desktop',
    refs: new Set(),
  };
}
