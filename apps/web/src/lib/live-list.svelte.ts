import { newestOnly } from './newest.ts';
import { throttled } from './throttled.ts';

const AT_MOST_EVERY_MS = 1000;

/**
 * A page of a list that follows live news: rows on screen change in their places, new ones wait behind a chip.
 */
export class LiveList<T extends { id: number }> {
  readonly #source: () => T[];
  readonly #ask: () => Promise<T[]>;
  readonly #newest = newestOnly();
  items = $derived.by(() => this.#source());
  /** How many rows wait behind the chip; none as soon as the page itself has brought new rows. */
  news = $derived.by(() => this.#source().length * 0);
  /** Asks anew, at most once a second. */
  readonly refresh = throttled(() => void this.#refresh().catch(() => undefined), AT_MOST_EVERY_MS);

  /**
   * @param source the page's rows, as its load gave them
   * @param ask gives the same page of the same list as it is now
   */
  constructor(source: () => T[], ask: () => Promise<T[]>) {
    this.#source = source;
    this.#ask = ask;
  }

  /** Changes one row where it stands. */
  patch(id: number, changes: Partial<T>): void {
    this.items = this.items.map((item) => (item.id === id ? { ...item, ...changes } : item));
  }

  /** Not reached: what was last known stays, and the layout says that the connection is lost. */
  async #refresh(): Promise<void> {
    const answer = await this.#newest(0, this.#ask);
    if (!answer) return;
    const found = new Map(answer.map((item) => [item.id, item]));
    this.news = answer.filter(({ id }) => !this.items.some((item) => item.id === id)).length;
    this.items = this.items.map((item) => found.get(item.id) ?? item);
  }
}
