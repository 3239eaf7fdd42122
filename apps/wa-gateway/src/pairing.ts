import type { Redis } from 'ioredis';
import { publishAll, type Ctx } from '@sowan/core';
import { clearLiveQr, setLiveQr, type LiveQr } from '@sowan/core/whatsapp';

/** About as long as WhatsApp waits for a pairing code: what the six QRs of one socket live together. */
const CODE_VALID_MS = 160_000;

/** Shows the admin's pages what to scan or type: live, and to pages opened in between. */
export class PairingScreen {
  readonly #ctx: Pick<Ctx, 'events' | 'log' | 'clock'>;
  readonly #redis: { connection: Redis; namespace: string };
  readonly #sessionId: number;
  #isOn = false;

  constructor(
    ctx: Pick<Ctx, 'events' | 'log' | 'clock'>,
    redis: { connection: Redis; namespace: string },
    sessionId: number,
  ) {
    this.#ctx = ctx;
    this.#redis = redis;
    this.#sessionId = sessionId;
  }

  showQr(qr: string, validMs: number): void {
    this.#show({ type: 'wa_qr', sessionId: this.#sessionId, qr, ...this.#times(validMs) });
  }

  showCode(code: string): void {
    this.#show({ type: 'wa_pairing_code', sessionId: this.#sessionId, code, ...this.#times(CODE_VALID_MS) });
  }

  clear(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#inBackground(clearLiveQr(this.#redis.connection, this.#sessionId, this.#redis.namespace));
  }

  #show(live: LiveQr): void {
    this.#isOn = true;
    this.#inBackground(setLiveQr(this.#redis.connection, live, this.#redis.namespace));
    this.#inBackground(publishAll(this.#ctx, [live]));
  }

  #times(validMs: number): { at: string; expiresAt: string } {
    const now = this.#ctx.clock.now();
    return { at: now.toISOString(), expiresAt: new Date(now.getTime() + validMs).toISOString() };
  }

  /** Pairing never waits for Redis; a page that missed a code gets the next one. */
  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#ctx.log.warn({ err: error }, 'pairing code not shown'));
  }
}
