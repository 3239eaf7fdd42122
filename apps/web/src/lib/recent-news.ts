/** A finger's tap starts loading a page this long before the navigation begins. */
const PRELOAD_MS = 1000;
const MOST_KEPT = 100;

/** News that came while a page was being loaded, and just before: what the page was loaded with may be older. */
export class RecentNews<T> {
  #kept: { at: number; item: T }[] = [];
  #loading = false;
  readonly #now: () => number;

  /** @param now epoch milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(item: T): void {
    this.#forgetOld();
    this.#kept = [...this.#kept, { at: this.#now(), item }].slice(-MOST_KEPT);
  }

  /** From now on everything is kept for the page that is about to be shown. */
  beginLoad(): void {
    this.#forgetOld();
    this.#loading = true;
  }

  /** The page is there and has asked for its news. */
  endLoad(): void {
    this.#loading = false;
  }

  /** Oldest first. */
  items(): T[] {
    this.#forgetOld();
    return this.#kept.map(({ item }) => item);
  }

  #forgetOld(): void {
    if (!this.#loading) this.#kept = this.#kept.filter(({ at }) => at > this.#now() - PRELOAD_MS);
  }
}
