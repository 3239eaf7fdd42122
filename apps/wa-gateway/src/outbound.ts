import type { Redis } from 'ioredis';
import { publishAll, type Ctx } from '@sowan/core';
import {
  claimMessage,
  failMessage,
  recordProgress,
  retryLater,
  returnToQueue,
  waitForQuota,
  type ClaimedMessage,
} from '@sowan/core/messages';
import { openContact, recordAnswer } from '@sowan/core/whatsapp';
import { createConsumer, whatsappQueue, type Consumer, type RedisOptions } from '@sowan/jobs';
import { keepTrying } from './keep-trying.ts';
import type { KnownNumbers } from './known-numbers.ts';
import { contentOf } from './message-content.ts';
import type { Pacer } from './pacer.ts';
import { outcomeOfRefusal, type Outcome } from './refusals.ts';
import type { Answer, Connection } from './session/connection.ts';
import type { HeldLease } from './session/lease.ts';
import { unlessAborted } from './unless-aborted.ts';

/** What a message already written is still given when the gateway stops. */
const LAST_ANSWER_MS = 2000;
const MOST_CONTACTS = 1000;

export interface OutboundOptions {
  ctx: Ctx;
  /** `queue`: the connection that all sessions' queues share. */
  redis: RedisOptions & { queue: Redis };
  connection: Connection;
  held: HeldLease;
  pacer: Pacer;
  numbers: KnownNumbers;
  answerMs: number;
}

/** Sends what waits in a session's queue, one message at a time, as long as its connection is open. */
export class Outbound {
  readonly #options: OutboundOptions;
  readonly #stopping = new AbortController();
  readonly #lastMoment = new AbortController();
  readonly #consumer: Consumer;
  readonly #contacts = new Set<string>();

  constructor(options: OutboundOptions) {
    this.#options = options;
    const { ctx, redis, held } = options;
    this.#consumer = createConsumer(
      redis,
      whatsappQueue(held.lease.sessionId),
      { sendWhatsapp: ({ messageId }) => this.#send(messageId) },
      { connection: redis.queue, onError: (error) => ctx.log.warn({ err: error }, 'send queue') },
    );
  }

  /** Takes no more messages; the one under way is finished, or goes back to the queue when it can't be in a moment. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const timer = setTimeout(() => this.#lastMoment.abort(), LAST_ANSWER_MS);
    await this.#consumer.close();
    clearTimeout(timer);
  }

  /** True as long as this gateway, and no other, may write to the session's socket. */
  #maySend(): boolean {
    return !this.#stopping.signal.aborted && this.#options.held.isCurrent() && this.#options.connection.isOpen;
  }

  /**
   * The job ends in any case; a message that stays queued is handed over again when the session opens. The pause is made after a
   * message, so that the next one taken is the most urgent of those that wait when it is over.
   */
  async #send(messageId: number): Promise<void> {
    const { pacer } = this.#options;
    if ((await pacer.turn(this.#stopping.signal)) && this.#maySend()) await this.#handle(messageId);
    await pacer.turn(this.#stopping.signal);
  }

  async #handle(messageId: number): Promise<void> {
    const { ctx, held } = this.#options;
    const trying = { signal: this.#stopping.signal, log: ctx.log, what: `message ${messageId}` };
    const by = { waSessionId: held.lease.sessionId };
    const message = await keepTrying(() => claimMessage(ctx, messageId, by), trying);
    if (!message) return;
    const outcome = await this.#attempt(message);
    ctx.log.info({ messageId, attempt: message.attempts, ...outcome }, 'message handled');
    await keepTrying(() => this.#settle(message, outcome), trying);
  }

  async #attempt(message: ClaimedMessage): Promise<Outcome> {
    const { ctx, connection, pacer, numbers, answerMs } = this.#options;
    try {
      const finding = numbers.find(message.recipient, (phone) => {
        // A question is as noticeable as a message.
        pacer.took();
        return connection.findNumber(phone);
      });
      const jid = await unlessAborted(this.#stopping.signal, finding);
      if (jid === undefined) return { do: 'return', reason: 'interrupted' };
      if (jid === null) return { do: 'fail', reason: 'not_on_whatsapp' };
      if (message.waMessageId === null) return { do: 'fail', reason: 'no_message_id' };
      const content = await contentOf(ctx, message);
      if (content === null) return { do: 'fail', reason: 'secret_gone' };
      if (!(await this.#mayWriteTo(message.recipient))) return { do: 'wait_for_quota' };
      const writing = connection.write({
        waMessageId: message.waMessageId,
        jid,
        content,
        mayWrite: () => {
          if (!this.#maySend()) return false;
          pacer.took();
          return true;
        },
        signal: this.#stopping.signal,
        answerMs,
      });
      const answer = await unlessAborted(this.#lastMoment.signal, writing);
      // Counted from here too, or a slow answer would let two messages reach WhatsApp close to each other.
      if (answer?.kind !== 'held_back') pacer.took();
      return outcomeOf(answer ?? { kind: 'held_back' }, message.attempts);
    } catch (error) {
      if (!this.#maySend()) return { do: 'return', reason: 'whatsapp_not_linked' };
      ctx.log.error({ err: error, messageId: message.id }, 'attempt failed');
      return { do: 'retry', reason: 'send_failed' };
    }
  }

  /** Who is no new contact once does not become one again while the connection lasts. */
  async #mayWriteTo(phone: string): Promise<boolean> {
    if (this.#contacts.has(phone)) return true;
    if (!(await openContact(this.#options.ctx, this.#options.held.lease, phone))) return false;
    if (this.#contacts.size >= MOST_CONTACTS) this.#contacts.clear();
    this.#contacts.add(phone);
    return true;
  }

  async #settle(message: ClaimedMessage, outcome: Outcome): Promise<void> {
    const { ctx, held, pacer } = this.#options;
    await this.#tellBreaker(outcome);
    if (outcome.do === 'retry') return retryLater(ctx, message, outcome.reason, pacer.breaker.openUntil);
    if (outcome.do === 'wait_for_quota') return waitForQuota(ctx, message);
    if (outcome.do === 'fail') return failMessage(ctx, message, outcome.reason);
    if (outcome.do === 'return') return returnToQueue(ctx, message, outcome.reason);
    await recordProgress(ctx, { id: message.id }, 'sent');
    const at = ctx.clock.now().toISOString();
    const { sessionId } = held.lease;
    await publishAll(ctx, [{ type: 'wa_message_sent', sessionId, messageId: message.id, at }]);
  }

  async #tellBreaker(outcome: Outcome): Promise<void> {
    const { ctx, held, pacer } = this.#options;
    const { openUntil, refusals } = pacer.breaker;
    const refusal = outcome.do === 'retry' || outcome.do === 'fail' ? outcome.refusal : undefined;
    const isNews = refusal !== undefined || (outcome.do === 'sent' && (openUntil !== null || refusals > 0));
    if (isNews) pacer.breaker = await recordAnswer(ctx, held.lease, refusal ?? 'accepted');
  }
}

function outcomeOf(answer: Answer, attempts: number): Outcome {
  switch (answer.kind) {
    case 'accepted':
      return { do: 'sent' };
    case 'refused':
      return outcomeOfRefusal(answer.code, attempts);
    case 'silence':
      return { do: 'retry', reason: 'no_ack' };
    case 'held_back':
      return { do: 'return', reason: 'interrupted' };
  }
}
