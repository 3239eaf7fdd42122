/** A picture or file, decrypted; `file` is the SHA-256 of its bytes in hex, its name in the media store. */
export interface MediaFile {
  mimetype: string;
  fileName: string | null;
  bytes: number;
  file: string;
}

export type MessageKind = 'text' | 'image' | 'document' | 'other';
export type MessageStatus = 'sent' | 'delivered' | 'read';

export interface MessageContent {
  kind: MessageKind;
  /** The name of the protobuf field, such as `imageMessage`. */
  type: string;
  /** The text, or the caption. */
  text: string | null;
  media: MediaFile | null;
}

/** One bubble of a chat, as the phone which holds it sees it. */
export interface ChatMessage extends MessageContent {
  id: string;
  direction: 'in' | 'out';
  /** The other side's number. */
  peer: string;
  /** ISO 8601, UTC. */
  at: string;
  /** Of a message received: `delivered`, then `read`. Of one sent: what its recipient has reported. */
  status: MessageStatus;
}

const LIMIT = 2000;
const ORDER: readonly MessageStatus[] = ['sent', 'delivered', 'read'];

/** A phone's chats, the oldest message first. Ids are unique per direction and peer. */
export class ChatLog {
  readonly #messages: ChatMessage[];

  constructor(messages: ChatMessage[] = []) {
    this.#messages = messages;
  }

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  find(direction: 'in' | 'out', id: string, peer?: string): ChatMessage | undefined {
    return this.#messages.findLast(
      (message) => message.id === id && message.direction === direction && (peer ?? message.peer) === message.peer,
    );
  }

  add(message: ChatMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > LIMIT) this.#messages.shift();
  }

  /** Moves a message's status forward, never back. Gives the message when something changed. */
  advance(message: ChatMessage, status: MessageStatus): ChatMessage | undefined {
    if (ORDER.indexOf(status) <= ORDER.indexOf(message.status)) return undefined;
    message.status = status;
    return message;
  }
}
