import { decodeBinaryNode, encodeBinaryNode, proto, type BinaryNode } from '@whiskeysockets/baileys';
import type { WebSocket } from 'ws';
import type { Companion } from '../linking/companion.ts';
import { FrameReader, toFrame } from './frames.ts';
import type { ServerIdentity } from './server-identity.ts';
import { NoiseResponder, type NoiseTransport } from './noise.ts';
import type { Registration } from '../linking/registration.ts';
import { SerialQueue } from '../serial-queue.ts';

const LINGER_MS = 1000;

export interface ConnectionHandlers {
  /** The handshake is over and the client has said who it is. */
  onLogin(connection: Connection, payload: proto.ClientPayload): Promise<void>;
  onStanza(connection: Connection, stanza: BinaryNode): Promise<void>;
  onClosed(connection: Connection): void;
  /** What the client sent could not be read or handled; the connection is dropped. */
  onError(connection: Connection, error: unknown): void;
}

/** One client's socket: Noise handshake, then sealed stanzas, handled strictly in the order of their arrival. */
export class Connection {
  readonly id: number;
  /** The linked device which logged in here. */
  companion: Companion | undefined;
  /** The attempt at linking which goes on here. */
  registration: Registration | undefined;
  /** The client has drained its mailbox and gets what is new at once. */
  online = false;
  clientStatic: Uint8Array = new Uint8Array();
  readonly #socket: WebSocket;
  readonly #handlers: ConnectionHandlers;
  readonly #identity: ServerIdentity;
  readonly #frames = new FrameReader();
  readonly #queue = new SerialQueue();
  #handshake: NoiseResponder | undefined;
  #transport: NoiseTransport | undefined;
  #frozen: { until: Promise<void>; thaw: () => void; outgoing: BinaryNode[] } | undefined;
  /** Nothing is heard any more after the server's last word; what a client says before it hangs up is. */
  #deaf = false;
  #linger: NodeJS.Timeout | undefined;

  constructor(id: number, socket: WebSocket, identity: ServerIdentity, handlers: ConnectionHandlers) {
    this.id = id;
    this.#socket = socket;
    this.#identity = identity;
    this.#handlers = handlers;
    socket.on('message', (bytes: Buffer) => void this.#queue.run(() => this.#receive(bytes)));
    socket.on('error', (error) => handlers.onError(this, error));
    socket.on('close', () => {
      clearTimeout(this.#linger);
      this.#deaf ||= this.#frozen !== undefined;
      this.#frozen?.thaw();
      handlers.onClosed(this);
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Neither side has ended it. */
  get isLive(): boolean {
    return this.isOpen && !this.#deaf;
  }

  send(stanza: BinaryNode): void {
    if (this.#frozen) this.#frozen.outgoing.push(stanza);
    else if (this.#transport && this.isOpen) this.#write(this.#transport.seal(encodeBinaryNode(stanza)));
  }

  /** Says the last word and leaves the closing to the client, as it must be read first; a client that doesn't is cut off. */
  end(lastWord: BinaryNode): void {
    this.send(lastWord);
    this.#deaf = true;
    this.online = false;
    this.#linger ??= setTimeout(() => this.#socket.terminate(), LINGER_MS);
  }

  /** Cuts the socket without a word. */
  drop(): void {
    this.#deaf = true;
    this.#socket.terminate();
  }

  /** Resolves when all that was received before is handled. */
  settled(): Promise<void> {
    return this.#queue.run(async () => undefined);
  }

  /** Stops reading and writing, but leaves the socket open. The function returned goes on where it stopped. */
  freeze(): () => void {
    if (!this.#frozen) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#frozen = { until: promise, thaw: resolve, outgoing: [] };
    }
    return () => this.#thaw();
  }

  #thaw(): void {
    const frozen = this.#frozen;
    this.#frozen = undefined;
    frozen?.thaw();
    for (const stanza of frozen?.outgoing ?? []) this.send(stanza);
  }

  async #receive(bytes: Buffer): Promise<void> {
    try {
      for (const frame of this.#frames.read(bytes)) await this.#handle(frame);
    } catch (error) {
      this.#handlers.onError(this, error);
      this.drop();
    }
  }

  async #handle(frame: Buffer): Promise<void> {
    if (this.#transport) {
      const stanza = await decodeBinaryNode(this.#transport.open(frame));
      await this.#frozen?.until;
      if (!this.#deaf) await this.#handlers.onStanza(this, stanza);
    } else if (this.#handshake) {
      await this.#finishHandshake(this.#handshake, frame);
    } else {
      this.#startHandshake(frame);
    }
  }

  #startHandshake(frame: Buffer): void {
    const { clientHello } = proto.HandshakeMessage.decode(frame);
    if (!clientHello?.ephemeral) throw new Error('the handshake does not open with a client hello');
    this.#handshake = new NoiseResponder(this.#identity.staticKey);
    const serverHello = this.#handshake.answer(clientHello.ephemeral, this.#identity.chain);
    this.#write(proto.HandshakeMessage.encode({ serverHello }).finish());
  }

  async #finishHandshake(handshake: NoiseResponder, frame: Buffer): Promise<void> {
    const { clientFinish } = proto.HandshakeMessage.decode(frame);
    if (!clientFinish?.static || !clientFinish.payload) throw new Error('the handshake has no client finish');
    const { clientStatic, payload, transport } = handshake.finish(clientFinish.static, clientFinish.payload);
    this.clientStatic = clientStatic;
    this.#transport = transport;
    await this.#handlers.onLogin(this, proto.ClientPayload.decode(payload));
  }

  #write(payload: Uint8Array): void {
    this.#socket.send(toFrame(payload));
  }
}
