/** What a message to one guest needs, asked for with each. Pre-keys (812 of them) and the like are needed once: they stay where they are. */
const CACHED: ReadonlySet<string> = new Set(['session', 'identity-key', 'device-list', 'lid-mapping', 'tctoken']);
const MOST = 200;

export interface PlainValue {
  type: string;
  keyId: string;
  /** null deletes. */
  value: string | null;
}

/**
 * Keys of one connection, each as the text that is sealed: a value in use is changed by its user. Also remembers what is not there.
 * Right as long as all writes go through `during`, one after the other.
 */
export class SignalCache {
  /** Least lately used first. */
  readonly #values = new Map<string, string | null>();
  /** Counts beginnings and ends of writes: what was read across one of them may be older than what was written. */
  #turns = 0;
  #writing = false;
  #closed = false;

  /** The values of these ids, from memory or by `read`; those that don't exist are left out. */
  async through(
    type: string,
    ids: string[],
    read: (missing: string[]) => Promise<[id: string, value: string][]>,
  ): Promise<[id: string, value: string][]> {
    if (!CACHED.has(type)) return read(ids);
    const known = ids.flatMap((id): [string, string | null][] => {
      const value = this.#values.get(placeOf(type, id));
      return value === undefined ? [] : [[id, value]];
    });
    for (const [id, value] of known) this.#put(type, id, value);
    const missing = ids.filter((id) => !known.some(([each]) => each === id));
    if (missing.length === 0) return known.filter(exists);
    const turns = this.#turns;
    const found = await read(missing);
    if (!this.#writing && turns === this.#turns) {
      const values = new Map(found);
      for (const id of missing) this.#put(type, id, values.get(id) ?? null);
    }
    return [...known.filter(exists), ...found];
  }

  /** Holds the new values as soon as `writing` is done, and none of the old ones when it fails. */
  async during(writing: Promise<void>, values: PlainValue[]): Promise<void> {
    this.#turns++;
    this.#writing = true;
    try {
      await writing;
      for (const { type, keyId, value } of values) if (CACHED.has(type)) this.#put(type, keyId, value);
    } catch (error) {
      this.#values.clear();
      throw error;
    } finally {
      this.#writing = false;
      this.#turns++;
    }
  }

  /** Forgets everything, for good: from here on every key is read anew. */
  close(): void {
    this.#closed = true;
    this.#values.clear();
  }

  #put(type: string, id: string, value: string | null): void {
    if (this.#closed) return;
    const place = placeOf(type, id);
    this.#values.delete(place);
    const [oldest] = this.#values.keys();
    if (oldest !== undefined && this.#values.size >= MOST) this.#values.delete(oldest);
    this.#values.set(place, value);
  }
}

const placeOf = (type: string, id: string) => `${type} ${id}`;
const exists = (entry: [string, string | null]): entry is [string, string] => entry[1] !== null;
