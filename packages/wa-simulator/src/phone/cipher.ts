import {
  addTransactionCapability,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  getNextPreKeys,
  initAuthCreds,
  proto,
  unpadRandomMax16,
  type AuthenticationCreds,
} from '@whiskeysockets/baileys';
import { pino } from 'pino';
import { toSession, type KeyBundle } from './key-bundle.ts';
import { SerialQueue } from '../serial-queue.ts';
import { SignalStore } from './signal-store.ts';

// Nothing of a Signal session may reach a log, not even a test's.
const silent = pino({ level: 'silent' });

/** What a phone's cipher keeps: `creds` and the Signal store's content, both serialisable with `BufferJSON`. */
export interface CipherState {
  creds: AuthenticationCreds;
  keys: Partial<Record<string, Record<string, unknown>>>;
}

export interface Encrypted {
  type: 'pkmsg' | 'msg';
  ciphertext: Uint8Array;
}

/** A phone's end of its Signal sessions, on the same library as the client's. One operation at a time. */
export class PhoneCipher {
  readonly creds: AuthenticationCreds;
  readonly #store: SignalStore;
  readonly #keys;
  readonly #repository;
  readonly #queue = new SerialQueue();

  constructor(state: CipherState | undefined, onChange: () => void) {
    this.creds = state?.creds ?? initAuthCreds();
    this.#store = new SignalStore(state?.keys ?? {}, onChange);
    this.#keys = addTransactionCapability(this.#store, silent, { maxCommitRetries: 1, delayBetweenTriesMs: 1 });
    this.#repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds: this.creds, keys: this.#keys }, silent);
  }

  /** A fresh bundle with a one-time key of its own. */
  bundle(): Promise<KeyBundle> {
    return this.#queue.run(async () => {
      const { update, preKeys } = await getNextPreKeys({ creds: this.creds, keys: this.#keys }, 1);
      Object.assign(this.creds, update);
      const [keyId, pair] = Object.entries(preKeys)[0] ?? [];
      const { registrationId, signedIdentityKey, signedPreKey } = this.creds;
      return {
        registrationId,
        identity: signedIdentityKey.public,
        signedPreKey: {
          keyId: signedPreKey.keyId,
          publicKey: signedPreKey.keyPair.public,
          signature: signedPreKey.signature,
        },
        ...(pair && { preKey: { keyId: Number(keyId), publicKey: pair.public } }),
      };
    });
  }

  /** Throws when the message was not encrypted for this phone, or its key is already used. */
  decrypt(senderJid: string, { type, ciphertext }: Encrypted): Promise<proto.Message> {
    return this.#queue.run(async () => {
      const plain = await this.#repository.decryptMessage({ jid: senderJid, type, ciphertext });
      return proto.Message.decode(unpadRandomMax16(plain));
    });
  }

  /** Encrypts for one device; `fetchBundle` is asked only when there is no session with it yet. */
  async encrypt(jid: string, message: proto.IMessage, fetchBundle: () => Promise<KeyBundle>): Promise<Encrypted> {
    // The bundle is fetched outside the queue: two phones may be asking each other for one at the same time.
    const bundle = (await this.#queue.run(() => this.#hasSession(jid))) ? undefined : await fetchBundle();
    return this.#queue.run(async () => {
      if (bundle && !(await this.#hasSession(jid))) {
        await this.#repository.injectE2ESession({ jid, session: toSession(bundle) });
      }
      return this.#repository.encryptMessage({ jid, data: encodeWAMessage(message) });
    });
  }

  /** Forgets the session with a device, so that the next message to it opens a new one. */
  forget(jid: string): Promise<void> {
    return this.#queue.run(() => this.#repository.deleteSession([jid]));
  }

  snapshot(): CipherState {
    return { creds: this.creds, keys: this.#store.snapshot() };
  }

  close(): void {
    this.#repository.close?.();
  }

  async #hasSession(jid: string): Promise<boolean> {
    return (await this.#repository.validateSession(jid)).exists;
  }
}
