const FRESH_MS = 24 * 3_600_000;
const MOST = 5000;

/** Which numbers are on WhatsApp and under which address, so that each is asked for once a day only. */
export class KnownNumbers {
  readonly #known = new Map<string, { jid: string; until: number }>();

  /** The address from memory or from `ask`; null when the number is not on WhatsApp, which is not remembered. */
  async find(phone: string, ask: (phone: string) => Promise<string | null>): Promise<string | null> {
    const known = this.#known.get(phone);
    if (known && known.until > performance.now()) return known.jid;
    const jid = await ask(phone);
    this.#known.delete(phone);
    if (jid === null) return null;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= MOST) this.#known.delete(oldest);
    this.#known.set(phone, { jid, until: performance.now() + FRESH_MS });
    return jid;
  }
}
