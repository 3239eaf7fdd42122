import { Phone, type PhoneState } from './phone.ts';
import { SerialQueue } from '../serial-queue.ts';
import type { StateFolder } from '../state-folder.ts';

const FOLDER = 'phones';

/** Keeps phones in the state folder, one file each; without a folder it keeps nothing. */
export class PhoneArchive {
  readonly #folder: StateFolder | undefined;
  readonly #saved = new Map<Phone, number>();
  readonly #queues = new Map<Phone, SerialQueue>();

  constructor(folder: StateFolder | undefined) {
    this.#folder = folder;
  }

  async load(): Promise<Phone[]> {
    const phones: Phone[] = [];
    for (const name of (await this.#folder?.list(FOLDER)) ?? []) {
      const state = await this.#folder?.readJson<PhoneState>(`${FOLDER}/${name}`);
      if (state) phones.push(new Phone(state.number, state.name, state));
    }
    return phones;
  }

  /** Resolves when everything that had changed before the call is on disk. */
  async save(phones: Iterable<Phone>): Promise<void> {
    const folder = this.#folder;
    if (!folder) return;
    const changed = [...phones].filter((phone) => this.#saved.get(phone) !== phone.revision);
    await Promise.all(changed.map((phone) => this.#queueOf(phone).run(() => this.#write(folder, phone))));
  }

  async #write(folder: StateFolder, phone: Phone): Promise<void> {
    const { revision } = phone;
    if (this.#saved.get(phone) === revision) return;
    await folder.writeJson(`${FOLDER}/${phone.number}.json`, phone.snapshot());
    this.#saved.set(phone, revision);
  }

  #queueOf(phone: Phone): SerialQueue {
    const queue = this.#queues.get(phone) ?? new SerialQueue();
    this.#queues.set(phone, queue);
    return queue;
  }
}
