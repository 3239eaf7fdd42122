import { jidEncode, type BinaryNode } from '@whiskeysockets/baileys';
import type { DeviceAddress } from '../events.ts';
import type { KeyBundle, PreKey, SignedPreKey } from '../phone/key-bundle.ts';
import { Mailbox } from './mailbox.ts';

/** A linked device as it is kept for a restart; serialisable with `BufferJSON`. */
export interface CompanionState {
  device: number;
  platform: string;
  linkedAt: string;
  noiseKey: Uint8Array;
  identity: Uint8Array;
  registrationId: number;
  signedPreKey: SignedPreKey;
  preKeys: PreKey[];
  mailbox: BinaryNode[];
}

/** A linked device (WhatsApp: companion) of a phone: its public keys, its one-time keys, its mailbox. */
export class Companion {
  readonly number: string;
  readonly jid: string;
  readonly lid: string;
  readonly mailbox: Mailbox;
  readonly #state: Omit<CompanionState, 'mailbox'>;

  constructor(number: string, lidUser: string, { mailbox, ...state }: CompanionState) {
    this.number = number;
    this.jid = jidEncode(number, 's.whatsapp.net', state.device);
    this.lid = jidEncode(lidUser, 'lid', state.device);
    this.mailbox = new Mailbox(mailbox);
    this.#state = state;
  }

  get device(): number {
    return this.#state.device;
  }

  get address(): DeviceAddress {
    return { number: this.number, device: this.device };
  }

  get platform(): string {
    return this.#state.platform;
  }

  get linkedAt(): string {
    return this.#state.linkedAt;
  }

  /** How many one-time keys are left. */
  get preKeyCount(): number {
    return this.#state.preKeys.length;
  }

  /** Only the key with which the device was linked may log in as it. */
  isAuthenticatedBy(noiseKey: Uint8Array): boolean {
    return Buffer.from(noiseKey).equals(this.#state.noiseKey);
  }

  upload(signedPreKey: SignedPreKey, preKeys: PreKey[]): void {
    const fresh = new Set(preKeys.map(({ keyId }) => keyId));
    this.#state.signedPreKey = signedPreKey;
    this.#state.preKeys = [...this.#state.preKeys.filter(({ keyId }) => !fresh.has(keyId)), ...preKeys];
  }

  rotate(signedPreKey: SignedPreKey): void {
    this.#state.signedPreKey = signedPreKey;
  }

  /** A bundle for one new session; each one-time key is given out once. */
  takeBundle(): KeyBundle {
    const { registrationId, identity, signedPreKey } = this.#state;
    return { registrationId, identity, signedPreKey, preKey: this.#state.preKeys.shift() };
  }

  snapshot(): CompanionState {
    return { ...this.#state, mailbox: [...this.mailbox.stanzas] };
  }
}
