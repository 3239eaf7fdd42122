import type { Ctx } from '@sowan/core';
import { findByWaMessageId } from '@sowan/core/messages';
import { recordInbound } from '@sowan/core/whatsapp';
import { openAuthState, type AuthState } from '../auth-state.ts';
import type { Metrics } from '../health/metrics.ts';
import { keepTrying } from '../keep-trying.ts';
import type { KnownNumbers } from '../known-numbers.ts';
import { contentOf } from '../message-content.ts';
import { Outbound, type OutboundOptions } from '../outbound.ts';
import type { Pacer } from '../pacer.ts';
import { recordReceipt } from '../receipts.ts';
import type { AuthKeyring } from '../seal.ts';
import { CLOSE, type Connection, type ConnectionListener, type Received } from './connection.ts';
import type { HeldLease } from './lease.ts';
import { openSocket, type SocketOptions } from './socket.ts';

export interface LinkOptions {
  ctx: Ctx;
  redis: OutboundOptions['redis'];
  keyring: AuthKeyring;
  metrics: Metrics;
  socket: SocketOptions;
  /** How long the server may take to acknowledge a message. */
  answerMs: number;
  held: HeldLease;
  pacer: Pacer;
  numbers: KnownNumbers;
}

export type LinkListener = Pick<ConnectionListener, 'qr' | 'open' | 'closed'>;

/** All that lives as long as one socket: its keys, the sending, the receipts and what phones write. */
export class Link {
  readonly #options: LinkOptions;
  readonly #ended = new AbortController();
  readonly #underway = new Set<Promise<void>>();
  #auth!: AuthState;
  #connection!: Connection;
  #outbound: Outbound | undefined;
  #broken: unknown;

  private constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Reads the credentials and begins to connect. Throws AuthUnreadableError, CONFLICT `lease_lost`. */
  static async open(options: LinkOptions, listener: LinkListener): Promise<Link> {
    const link = new Link(options);
    const { ctx, held, keyring } = options;
    link.#auth = await openAuthState({ ctx, held, keyring, onBroken: (error) => link.#break(error) });
    link.#connection = openSocket(link.#auth, options.socket, {
      listener: link.#listening(listener),
      contentOf: (id) => link.#sentUnder(id),
      metrics: options.metrics,
      log: ctx.log,
    });
    return link;
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** True when a phone has linked this device. */
  get isPaired(): boolean {
    return this.#auth.isPaired();
  }

  /** Why the keys could not be kept or read any more, if that is what ended the connection. */
  get broken(): unknown {
    return this.#broken;
  }

  startSending(): void {
    this.#outbound ??= new Outbound({ ...this.#options, connection: this.#connection });
  }

  requestPairingCode(phone: string): Promise<string> {
    return this.#connection.requestPairingCode(phone);
  }

  /** Tells WhatsApp and the phone that this device is gone. */
  async logOut(): Promise<void> {
    await this.#outbound?.stop();
    await this.#connection.logOut();
  }

  /** Ends the socket this very moment. */
  cut(detail: string): void {
    this.#connection.end(CLOSE.closed, detail);
  }

  /** Finishes the message under way, ends the socket and waits until all that was to be written is written. */
  async close(): Promise<void> {
    await this.#outbound?.stop();
    this.cut('ended by the gateway');
    await this.#connection.settled();
    await this.#auth.close();
    this.#ended.abort();
    await Promise.all(this.#underway);
  }

  #listening(listener: LinkListener): ConnectionListener {
    return {
      qr: listener.qr,
      open: listener.open,
      closed: listener.closed,
      status: (waMessageId, status) =>
        this.#inBackground(recordReceipt(this.#options.ctx, waMessageId, status, this.#ended.signal)),
      received: (message) => this.#inBackground(this.#receive(message)),
    };
  }

  /** WhatsApp delivers a message once, so it is kept on to until the database takes it. */
  async #receive(message: Received): Promise<void> {
    const { ctx, held } = this.#options;
    const { sessionId } = held.lease;
    await keepTrying(() => recordInbound(ctx, { sessionId, ...message }), {
      signal: this.#ended.signal,
      log: ctx.log,
      what: 'received message',
    });
    ctx.log.info({ waMessageId: message.waMessageId, contentType: message.contentType }, 'message received');
  }

  async #sentUnder(waMessageId: string) {
    const message = await findByWaMessageId(this.#options.ctx, waMessageId);
    return message && contentOf(this.#options.ctx, message);
  }

  #break(error: unknown): void {
    this.#broken ??= error;
    // Not there yet when it is the credentials themselves that can't be read.
    (this.#connection as Connection | undefined)?.end(CLOSE.unavailable, 'keys could not be kept or read');
  }

  #inBackground(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => this.#options.ctx.log.error({ err: error }, 'lost what WhatsApp told'))
      .finally(() => this.#underway.delete(done));
    this.#underway.add(done);
  }
}
