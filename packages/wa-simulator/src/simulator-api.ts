import type { Logger } from 'pino';
import type { ChatMessage } from './phone/chat-log.ts';
import type { CounterSnapshot } from './counters.ts';
import type { DeviceAddress, SimulatorEvents } from './events.ts';
import type { FaultRegistry } from './faults/registry.ts';
import type { Sendable } from './phone/send.ts';
import type { Addressing, Phone } from './phone/phone.ts';

export interface SimulatorOptions {
  /** Phones that shall exist, by number (digits with the country code) and name. */
  phones?: { number: string; name?: string }[];
  /** Where phones, linked devices, chats, files and the certificate are kept for the next start; in memory without it. */
  dir?: string;
  /** Ports on 127.0.0.1; 0, the default, takes a free one. */
  socketPort?: number;
  controlPort?: number;
  log?: Logger;
}

/** A running WhatsApp with its phones. Numbers are digits with the country code. Whatever takes a number throws when no phone has it. */
export interface Simulator {
  /** For Baileys' `waWebSocketUrl`. */
  socketUrl: string;
  /** The control API and the page with the phones. */
  controlUrl: string;
  /** PEM of the authority that clients must trust for media. */
  mediaCa: string;
  /** The same as a file, for NODE_EXTRA_CA_CERTS; null without `dir`. */
  mediaCaFile: string | null;
  /** For a client that checks the Noise certificate: the key to trust. */
  noiseRootKey: Uint8Array;
  phones: ReadonlyMap<string, Phone>;
  events: SimulatorEvents;
  faults: FaultRegistry;
  counters(): CounterSnapshot;
  addPhone(number: string, name?: string): Promise<Phone>;
  /** Links the device which shows this QR; without `qr`, the one that `screen` was told of. Resolves when it is linked. */
  scan(number: string, qr?: string): Promise<DeviceAddress>;
  enterCode(number: string, code: string): Promise<DeviceAddress>;
  /** Logs a linked device out from its phone. */
  unlink(number: string, device: number): Promise<void>;
  /** Lets a phone write and report under its number or under its LID. */
  setAddressing(number: string, addressing: Addressing): Promise<void>;
  /** Says what a screen shows now, so that `scan` can look at it. */
  screen(qr: string | null): void;
  send(number: string, to: string, content: string | Sendable): Promise<ChatMessage>;
  /** Marks what the phone received as read, in one chat or in all, and tells the senders. */
  read(number: string, peer?: string): Promise<ChatMessage[]>;
  /** The first message in the phone that satisfies the predicate, received already or still to come. */
  waitForMessage(number: string, predicate?: (message: ChatMessage) => boolean): Promise<ChatMessage>;
  /** A picture or file of a message, by `media.file`. */
  file(name: string): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

/** All that the control API drives. */
export type ControlledSimulator = Omit<Simulator, 'controlUrl' | 'close'>;
