import type { Redis } from 'ioredis';
import { DomainError, publishAll, type DomainEvent } from '@sowan/core';
import { enqueueDue, releaseInterrupted } from '@sowan/core/messages';
import {
  reportWaStatus,
  wantedClientVersion,
  wipeAuthRows,
  type WaFailure,
  type WaReport,
  type WaSession,
} from '@sowan/core/whatsapp';
import { keepTrying } from '../keep-trying.ts';
import { KnownNumbers } from '../known-numbers.ts';
import { Pacer, sendingRules, type Pace } from '../pacer.ts';
import { PairingScreen } from '../pairing.ts';
import { AuthUnreadableError } from '../seal.ts';
import type { HeldLease } from './lease.ts';
import { Link, type LinkOptions } from './link.ts';
import { reactionTo, STEADY_MS, type Reaction } from './reconnect-policy.ts';
import { SerialTasks } from './serial-tasks.ts';
import { Timers } from './timers.ts';

export interface SessionOptions extends Omit<LinkOptions, 'held' | 'pacer' | 'numbers'> {
  redis: { url: string; namespace: string; connection: Redis; queue: Redis };
  /** Instead of the pace that the session's row has. */
  pace: Partial<Pace>;
  /** How long an admin waits for a first QR before being told that none comes. */
  firstQrMs: number;
  /** From 0 to 1, exclusive: what spreads the pauses before a reconnection. */
  random: () => number;
}

/** After these a gateway that starts anew waits for the admin too, instead of showing QRs to nobody… */
const NOT_LINKED: ReadonlySet<string> = new Set<WaFailure>(['qr_timeout', 'logged_out', 'passkey_required']);
/** …or asking again who has said no for good. */
const REFUSED: ReadonlySet<string> = new Set<WaFailure>(['banned', 'multi_device_mismatch']);
const waitsForAdmin = ({ failureReason, linkedPhone }: WaSession) =>
  failureReason !== null && (REFUSED.has(failureReason) || (!linkedPhone && NOT_LINKED.has(failureReason)));
const LOG_OUT_MS = 3000;

type Wish = Pick<WaSession, 'desiredState' | 'restartCount' | 'pairingPhone'>;

/** One WhatsApp number: makes the admin's wish true, keeps the connection up, and reports how it stands. */
export class Session {
  readonly #options: SessionOptions;
  readonly #held: HeldLease;
  readonly #screen: PairingScreen;
  readonly #pacer: Pacer;
  readonly #numbers = new KnownNumbers();
  readonly #tasks = new SerialTasks();
  readonly #timers = new Timers<'reconnect' | 'steady' | 'firstQr'>();
  #wish: Wish | undefined;
  #link: Link | undefined;
  #attempt = 0;
  #status: WaSession['status'] = 'stopped';
  #over = false;

  constructor(options: SessionOptions, held: HeldLease, row: WaSession) {
    this.#options = options;
    this.#held = held;
    this.#screen = new PairingScreen(options.ctx, options.redis, held.lease.sessionId);
    this.#pacer = new Pacer(sendingRules(row, options.pace), options.ctx.clock);
    held.lost.addEventListener('abort', () => this.#link?.cut('lease lost'), { once: true });
  }

  /** As it was last reported. */
  get status(): WaSession['status'] {
    return this.#status;
  }

  /** Compares the wish in the database with the one obeyed, and acts when it is another. */
  obey(row: WaSession): void {
    const before = this.#wish;
    if (!before) this.#status = row.status;
    this.#pacer.update(sendingRules(row, this.#options.pace));
    if (before?.desiredState === row.desiredState && before.restartCount === row.restartCount) return;
    this.#wish = row;
    this.#do(async () => {
      if (row.desiredState === 'stopped') await this.#stop(row.status);
      else if (row.desiredState === 'logged_out') await this.#logOut();
      else if (before || !waitsForAdmin(row)) await this.#start();
    });
  }

  /** Ends all of it; the message under way is finished or goes back to the queue. */
  async end(): Promise<void> {
    this.#over = true;
    await this.#tasks.run(async () => {
      const wasUp = this.#link !== undefined || this.#timers.has('reconnect');
      await this.#halt();
      // A session that was deleted has nobody left to report to.
      if (wasUp && this.#held.isCurrent())
        await this.#report({ status: 'disconnected' }).catch((error: unknown) => this.#warn(error, 'end not reported'));
    });
  }

  async #start(): Promise<void> {
    await this.#halt();
    this.#attempt = 0;
    await this.#connect();
  }

  async #stop(status: WaSession['status']): Promise<void> {
    await this.#halt();
    if (status !== 'stopped') await this.#report({ status: 'stopped', failureReason: 'stopped_by_admin' });
  }

  /** Without an open connection WhatsApp can't be told: then only our side of the link goes, and the phone keeps showing its own. */
  async #logOut(): Promise<void> {
    if (this.#link?.isOpen) {
      const late = new Promise((resolve) => setTimeout(resolve, LOG_OUT_MS).unref());
      await Promise.race([this.#link.logOut(), late]).catch((error: unknown) => this.#warn(error, 'log-out not told'));
    }
    await this.#halt();
    await wipeAuthRows(this.#options.ctx, this.#held.lease);
    await this.#report({ status: 'stopped', failureReason: 'logged_out', linked: null, desiredState: 'stopped' });
  }

  async #connect(): Promise<void> {
    await this.#report({ status: 'connecting' });
    const { ctx, socket } = this.#options;
    const version = (await wantedClientVersion(ctx)) ?? socket.version;
    const { pairingPhone } = this.#wish ?? {};
    let shown = false;
    const link: Link = await Link.open(
      {
        ...this.#options,
        socket: { ...socket, version },
        held: this.#held,
        pacer: this.#pacer,
        numbers: this.#numbers,
      },
      {
        qr: (text, validMs) => {
          this.#timers.clear('firstQr');
          if (!pairingPhone) this.#screen.showQr(text, validMs);
          else if (!shown) this.#askForCode(link, pairingPhone);
          if (!shown) this.#do(() => this.#showsCode(link));
          shown = true;
        },
        open: (account) => this.#do(() => this.#opened(link, account)),
        closed: (end) => this.#do(() => this.#closed(link, end)),
      },
    );
    this.#link = link;
    if (this.#held.lost.aborted) link.cut('lease lost');
    if (link.isPaired || this.#timers.has('firstQr')) return;
    this.#timers.set('firstQr', this.#options.firstQrMs, () => this.#do(() => this.#giveUp('qr_timeout')));
  }

  async #showsCode(link: Link): Promise<void> {
    if (this.#link === link) await this.#report({ status: 'pairing' });
  }

  async #opened(link: Link, account: { phone: string; name: string | null }): Promise<void> {
    if (this.#link !== link) return;
    this.#screen.clear();
    this.#timers.clear('firstQr');
    this.#timers.set('steady', STEADY_MS, () => (this.#attempt = 0));
    await this.#report({ status: 'connected', linked: account });
    const { ctx } = this.#options;
    const { sessionId } = this.#held.lease;
    const released = await releaseInterrupted(ctx, sessionId);
    link.startSending();
    ctx.log.info({ phone: account.phone, released }, 'connected');
    enqueueDue(ctx, { channel: 'whatsapp', waSessionId: sessionId }).catch((error: unknown) =>
      this.#warn(error, 'waiting messages not queued'),
    );
  }

  async #closed(link: Link, { code, detail }: { code: number; detail: string }): Promise<void> {
    if (this.#link !== link) return;
    const paired = link.isPaired;
    await this.#disconnect();
    this.#options.ctx.log.info({ code, detail, paired, attempt: this.#attempt }, 'connection closed');
    this.#options.metrics.closed(code);
    if (link.broken !== undefined) throw link.broken;
    await this.#react(reactionTo({ code, paired, attempt: this.#attempt }, this.#options.random()));
  }

  async #react(reaction: Reaction): Promise<void> {
    const { ctx } = this.#options;
    switch (reaction.do) {
      case 'reconnect':
        return this.#comeBack(reaction.delayMs, 'connection_lost');
      case 'come_back':
        return this.#comeBack(reaction.delayMs, reaction.failure);
      case 'start_clean':
        await wipeAuthRows(ctx, this.#held.lease);
        return this.#comeBack(reaction.delayMs, 'connection_lost');
      case 'forget':
        await wipeAuthRows(ctx, this.#held.lease);
        return this.#giveUp(reaction.failure, { linked: null });
      case 'wait_for_admin':
        return this.#giveUp(reaction.failure);
    }
  }

  async #comeBack(delayMs: number, failure: WaFailure): Promise<void> {
    if (this.#over || !(await this.#held.confirm())) return;
    this.#attempt++;
    this.#options.metrics.reconnecting();
    if (delayMs === 0) return this.#connect();
    const wish = this.#wish;
    this.#timers.set('reconnect', delayMs, () =>
      this.#do(async () => {
        // Until its turn comes the admin may have wished something else.
        if (this.#wish === wish && !this.#link) await this.#connect();
      }),
    );
    await this.#report({ status: 'disconnected', failureReason: failure });
  }

  /** Nothing more is tried until the admin wishes so. */
  async #giveUp(failure: WaFailure, more: Partial<WaReport> = {}): Promise<void> {
    await this.#halt();
    await this.#report({ status: 'failed', failureReason: failure, ...more });
    const { sessionId } = this.#held.lease;
    const at = this.#options.ctx.clock.now().toISOString();
    const event: DomainEvent =
      failure === 'qr_timeout'
        ? { type: 'wa_qr_timeout', sessionId, at }
        : { type: 'wa_auth_failure', sessionId, reason: failure, at };
    this.#options.ctx.log.warn({ failure }, 'waiting for the admin');
    await publishAll(this.#options.ctx, [event]);
  }

  /** Ends what goes on, the wait for a first QR included, which a reconnection does not. */
  async #halt(): Promise<void> {
    this.#timers.clear('firstQr');
    await this.#disconnect();
  }

  async #disconnect(): Promise<void> {
    this.#timers.clear('reconnect', 'steady');
    this.#screen.clear();
    const link = this.#link;
    this.#link = undefined;
    await link?.close();
  }

  #askForCode(link: Link, phone: string): void {
    link.requestPairingCode(phone).then(
      (code) => {
        if (this.#link === link) this.#screen.showCode(code);
      },
      (error: unknown) => this.#warn(error, 'no pairing code'),
    );
  }

  /** The state on the admin's page; tried until the database takes it or the lease is lost. */
  async #report(report: WaReport): Promise<void> {
    const { ctx } = this.#options;
    this.#status = report.status;
    await keepTrying(() => reportWaStatus(ctx, this.#held.lease, report), {
      signal: this.#held.lost,
      log: ctx.log,
      what: 'report status',
      isFinal: (error) => error instanceof DomainError,
    });
  }

  /** Everything that changes the session runs here, one at a time. What fails leads to a state too. */
  #do(task: () => Promise<void>): void {
    void this.#tasks.run(async () => {
      // A step that were left out because of a clock that jumped would never be made up for.
      if (this.#over || !(await this.#held.confirm())) return;
      await task().catch((error: unknown) => this.#failed(error));
    });
  }

  async #failed(error: unknown): Promise<void> {
    this.#options.ctx.log.error({ err: error }, 'session step failed');
    if (error instanceof DomainError && error.reason === 'lease_lost') return this.#held.lose('refused by its epoch');
    const next = error instanceof AuthUnreadableError ? this.#giveUp('auth_unreadable') : this.#retry();
    await next.catch((again: unknown) => this.#warn(again, 'session stands still until the next wish'));
  }

  async #retry(): Promise<void> {
    await this.#disconnect();
    await this.#react(reactionTo({ code: 500, paired: true, attempt: this.#attempt }, this.#options.random()));
  }

  #warn(error: unknown, what: string): void {
    this.#options.ctx.log.warn({ err: error }, what);
  }
}
