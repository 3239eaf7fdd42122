import type { InboundMessage } from '@sowan/core/whatsapp';

/** What goes into a message: text, or a picture or document that the text becomes the caption of. */
export interface Content {
  text: string;
  file?: { name: string; mime: string; bytes: Buffer };
}

/** What WhatsApp said to a message. */
export type Answer =
  | { kind: 'accepted' }
  | { kind: 'refused'; code: string }
  /** It was written to the socket, but nothing came back in time. */
  | { kind: 'silence' }
  /** It was not written: `signal` was aborted or `mayWrite` said no. */
  | { kind: 'held_back' };

export interface Writing {
  /** Chosen long before: a phone drops a second message under the same id. */
  waMessageId: string;
  jid: string;
  content: Content;
  /** Asked at the last moment before the write. */
  mayWrite: () => boolean;
  /** Ends what comes before the write (an upload may take long); after it there is only the answer to wait for. */
  signal: AbortSignal;
  answerMs: number;
}

/** One socket to WhatsApp, of which nothing but this is known outside the files that touch Baileys. */
export interface Connection {
  readonly isOpen: boolean;
  /** The address of a phone number (E.164); null when it is not on WhatsApp. Throws when WhatsApp does not say. */
  findNumber(phone: string): Promise<string | null>;
  /** Throws when the socket closes meanwhile, or when nothing could be composed. */
  write(writing: Writing): Promise<Answer>;
  /** Eight characters to type on the phone with this number (E.164), instead of scanning. Only after the first QR. */
  requestPairingCode(phone: string): Promise<string>;
  /** Tells WhatsApp and the phone that this device is gone, and ends the connection. */
  logOut(): Promise<void>;
  /** Ends it for good; nothing is written from here on. `code` is what `ConnectionListener.closed` is told. */
  end(code: number, detail: string): void;
  /** Resolves when the listener was told of everything that had come until now. */
  settled(): Promise<void>;
}

export type Received = Omit<InboundMessage, 'sessionId'>;

export interface ConnectionListener {
  /** A code to scan, and for how long it is good. */
  qr(text: string, validMs: number): void;
  open(account: { phone: string; name: string | null }): void;
  /** Once, whoever ended it. */
  closed(end: { code: number; detail: string }): void;
  /** What became of a message of ours, by its id: 2 server, 3 delivered, 4 read, 5 played. */
  status(waMessageId: string, status: number): void;
  received(message: Received): void;
}

/** DisconnectReason of Baileys, as far as our own code has to say one; `passkey` is ours alone. */
export const CLOSE = { timedOut: 408, outdated: 405, closed: 428, unavailable: 503, passkey: 511 } as const;
