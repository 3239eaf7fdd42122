import { jidDecode, S_WHATSAPP_NET, type BinaryNode } from '@whiskeysockets/baileys';
import type { Logger } from 'pino';
import type { Companion } from './linking/companion.ts';
import type { Connection } from './wire/connection.ts';
import { Counters } from './counters.ts';
import { SimulatorEvents } from './events.ts';
import { FaultRegistry } from './faults/registry.ts';
import type { KeyBundle } from './phone/key-bundle.ts';
import type { MediaHost } from './media/host.ts';
import type { MediaStore } from './media/store.ts';
import { node } from './wire/nodes.ts';
import type { PhoneArchive } from './phone/archive.ts';
import { numberOfLid, type Phone } from './phone/phone.ts';

const FEW_PRE_KEYS = 5;

export interface NetworkParts {
  log: Logger;
  archive: PhoneArchive;
  mediaStore: MediaStore;
  mediaHost: MediaHost;
}

/** What the simulated WhatsApp knows: phones, their linked devices, who is connected, which faults are in force. */
export class Network {
  readonly log: Logger;
  readonly mediaStore: MediaStore;
  readonly mediaHost: MediaHost;
  readonly events = new SimulatorEvents();
  readonly counters = new Counters();
  readonly faults = new FaultRegistry(this.events);
  readonly phones = new Map<string, Phone>();
  readonly connections = new Set<Connection>();
  /** The text of the QR which a screen shows at this moment, when the one who shows it says so. */
  screen: string | undefined;
  readonly #archive: PhoneArchive;
  #ids = 0;

  constructor({ log, archive, mediaStore, mediaHost }: NetworkParts) {
    this.log = log;
    this.mediaStore = mediaStore;
    this.mediaHost = mediaHost;
    this.#archive = archive;
  }

  /** An id for a stanza of the server's own, unique in this run. */
  nextId(): string {
    return `${process.pid}.${Date.now()}-${++this.#ids}`;
  }

  /** The phone of a JID, by number or LID, whatever the device. Undefined as well while it is said to be unregistered. */
  phoneOf(jid: string | undefined): Phone | undefined {
    const { user, server } = jidDecode(jid) ?? {};
    const phone = this.phones.get(server === 'lid' ? numberOfLid(user ?? '') : (user ?? ''));
    return phone && !this.faults.take('unregistered', { number: phone.number }) ? phone : undefined;
  }

  /** The socket on which a device is logged in; not the older one which a login has just replaced. */
  connectionOf(companion: Companion): Connection | undefined {
    return [...this.connections].find((connection) => connection.companion === companion && connection.isLive);
  }

  /** The sockets on which a linked device of this number is logged in; without a number, all sockets. */
  connectionsOf(number?: string): Connection[] {
    return [...this.connections].filter(({ companion }) => number === undefined || companion?.number === number);
  }

  /** Sockets on which this device is logged in and which neither side has ended. */
  liveSocketsOf(companion: Companion): number {
    return this.connectionsOf(companion.number).filter((one) => one.companion === companion && one.isLive).length;
  }

  /** Hands a stanza to a linked device: now if it is online, else when it comes back, until it acknowledges. */
  deliver(companion: Companion, stanza: BinaryNode): void {
    companion.mailbox.add(stanza);
    this.phones.get(companion.number)?.touch();
    const connection = this.connectionOf(companion);
    if (connection?.online) connection.send(stanza);
  }

  /** A bundle for a session with one device of a phone; undefined when there is no such device. */
  async bundleOf(phone: Phone, device: number): Promise<KeyBundle | undefined> {
    if (device === 0) return phone.cipher.bundle();
    const companion = phone.companions.get(device);
    if (!companion) return undefined;
    phone.touch();
    const bundle = companion.takeBundle();
    if (companion.preKeyCount < FEW_PRE_KEYS) this.#askForPreKeys(companion);
    return bundle;
  }

  /** Resolves when all that has changed is kept. */
  save(): Promise<void> {
    return this.#archive.save(this.phones.values());
  }

  #askForPreKeys(companion: Companion): void {
    const count = node('count', { value: String(companion.preKeyCount) });
    const attrs = { from: S_WHATSAPP_NET, type: 'encrypt', id: this.nextId() };
    this.connectionOf(companion)?.send(node('notification', attrs, [count]));
  }
}
