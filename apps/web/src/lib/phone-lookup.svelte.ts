import { trpc } from './trpc.ts';

type Guest = Awaited<ReturnType<typeof trpc.guests.lookUpPhone.query>>['guest'];

const PAUSE_MS = 250;
const SHORTEST = 5;

/** What is known of a phone number while it is being typed. */
export class Lookup {
  typed = $state('');
  /** As it will be stored; null while what is typed is no phone number. */
  phone = $state<string | null>(null);
  /** Whose it already is. */
  guest = $state<Guest>(null);

  /** True once the answer is about what is typed now. */
  settled = $state(false);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | undefined;

  /** Looks a number up once the typing pauses; only the newest counts. */
  type(typed: string): void {
    this.typed = typed.trim();
    this.settled = false;
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#timer = setTimeout(() => void this.#look(), PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
  }

  async #look(): Promise<void> {
    const request = (this.#request = new AbortController());
    const nothing = { phone: null, guest: null };
    // Not reached: the form goes on without the hint, and the server looks again when it books.
    const found =
      this.typed.length < SHORTEST
        ? nothing
        : await trpc.guests.lookUpPhone.query({ phone: this.typed }, { signal: request.signal }).catch(() => nothing);
    if (request.signal.aborted) return;
    this.phone = found.phone;
    this.guest = found.guest;
    this.settled = true;
  }
}
