import { jidEncode, type proto } from '@whiskeysockets/baileys';
import { ChatLog, type ChatMessage } from './chat-log.ts';
import { Companion, type CompanionState } from '../linking/companion.ts';
import { PhoneCipher, type CipherState } from './cipher.ts';

/** How a phone is named towards others: by its number, or by its number-less LID, as WhatsApp increasingly does. */
export type Addressing = 'pn' | 'lid';

/** A phone as it is kept for a restart; serialisable with `BufferJSON`. */
export interface PhoneState {
  number: string;
  name: string;
  addressing: Addressing;
  nextDevice: number;
  companions: CompanionState[];
  messages: ChatMessage[];
  cipher: CipherState;
}

const LID_PREFIX = '9';

/** The number behind the user part of a LID; real LIDs cannot be traced back so easily. */
export const numberOfLid = (lidUser: string) => lidUser.slice(LID_PREFIX.length);

const REMEMBERED_MESSAGES = 200;

/** A phone (device 0 of its number): its keys, its linked devices, its chats. What it does is in `phone-*.ts`. */
export class Phone {
  readonly number: string;
  readonly name: string;
  /** The user part of its LID. */
  readonly lidUser: string;
  addressing: Addressing;
  readonly companions = new Map<number, Companion>();
  readonly chats: ChatLog;
  readonly cipher: PhoneCipher;
  /** Messages sent, by id, should a linked device ask for one again. Lost at a restart. */
  readonly outgoing = new Map<string, proto.IMessage>();
  /** Grows with every change that has to be kept. */
  revision = 0;
  readonly #attempts = new Map<string, number>();
  #nextDevice: number;

  constructor(number: string, name: string, stored?: PhoneState) {
    this.number = number;
    this.name = name;
    this.lidUser = `${LID_PREFIX}${number}`;
    this.addressing = stored?.addressing ?? 'pn';
    this.#nextDevice = stored?.nextDevice ?? 1;
    this.chats = new ChatLog(stored?.messages);
    this.cipher = new PhoneCipher(stored?.cipher, () => this.touch());
    for (const state of stored?.companions ?? []) this.companions.set(state.device, this.#companion(state));
  }

  get pn(): string {
    return jidEncode(this.number, 's.whatsapp.net');
  }

  get lid(): string {
    return jidEncode(this.lidUser, 'lid');
  }

  /** The JID under which it writes to others. */
  get jid(): string {
    return this.addressing === 'lid' ? this.lid : this.pn;
  }

  /** A device id which was never used before; 99 is reserved for hosted devices. */
  takeDeviceId(): number {
    if (this.#nextDevice === 99) this.#nextDevice++;
    this.touch();
    return this.#nextDevice++;
  }

  link(state: CompanionState): Companion {
    const companion = this.#companion(state);
    this.companions.set(state.device, companion);
    this.touch();
    return companion;
  }

  unlink(device: number): boolean {
    this.touch();
    return this.companions.delete(device);
  }

  remember(id: string, message: proto.IMessage): void {
    this.outgoing.set(id, message);
    const [oldest] = this.outgoing.keys();
    if (this.outgoing.size > REMEMBERED_MESSAGES && oldest) this.outgoing.delete(oldest);
  }

  /** How often it has asked for a message again, this time included. */
  countAttempt(message: string): number {
    const attempt = (this.#attempts.get(message) ?? 0) + 1;
    this.#attempts.set(message, attempt);
    return attempt;
  }

  touch(): void {
    this.revision++;
  }

  snapshot(): PhoneState {
    return {
      number: this.number,
      name: this.name,
      addressing: this.addressing,
      nextDevice: this.#nextDevice,
      companions: [...this.companions.values()].map((companion) => companion.snapshot()),
      messages: [...this.chats.messages],
      cipher: this.cipher.snapshot(),
    };
  }

  #companion(state: CompanionState): Companion {
    return new Companion(this.number, this.lidUser, state);
  }
}
