import type { SignalDataSet, SignalDataTypeMap, SignalKeyStore } from '@whiskeysockets/baileys';

type Stored = Partial<Record<string, Record<string, unknown>>>;

/** A phone's Signal keys and sessions in memory; `snapshot` is what has to be kept for a restart. */
export class SignalStore implements SignalKeyStore {
  readonly #data: Stored;
  readonly #onChange: () => void;

  constructor(data: Stored, onChange: () => void) {
    this.#data = data;
    this.#onChange = onChange;
  }

  get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]): Record<string, SignalDataTypeMap[T]> {
    const all = (this.#data[type] ?? {}) as Record<string, SignalDataTypeMap[T]>;
    return Object.fromEntries(ids.flatMap((id) => (all[id] === undefined ? [] : [[id, all[id]]])));
  }

  set(changes: SignalDataSet): void {
    for (const [type, values] of Object.entries(changes)) {
      const kept = (this.#data[type] ??= {});
      for (const [id, value] of Object.entries(values)) {
        if (value === null) delete kept[id];
        else kept[id] = value;
      }
    }
    this.#onChange();
  }

  snapshot(): Stored {
    return this.#data;
  }
}
