import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#lib/server/trpc/router.ts';
import { failureOf, wordReason } from '#lib/reasons.ts';
import { trpc } from '#lib/trpc.ts';
import { playSound } from '../../sounds.ts';

export type Scanned = inferRouterOutputs<AppRouter>['entrance']['record'];
type Method = 'camera' | 'scanner' | 'typed';
const TUNE = { recorded: 'admitted', again: 'late', refused: 'refused' } as const;

/** One desk at an event's entrance: scans one after the other and shows what came of the last. */
export class Entrance {
  desk = $state('');
  last = $state.raw<Scanned | null>(null);
  trouble = $state('');
  busy = $state(false);

  #eventId: number;
  #queue: Promise<void> = Promise.resolve();

  constructor(eventId: number) {
    this.#eventId = eventId;
  }

  /** Scans wait for each other, so that two held up quickly give two answers in their order. */
  scan(code: string, method: Method): Promise<void> {
    return (this.#queue = this.#queue.then(() => this.#attempt(code, method)));
  }

  async #attempt(code: string, method: Method): Promise<void> {
    this.busy = true;
    this.trouble = '';
    try {
      this.last = await trpc.entrance.record.mutate({ id: this.#eventId, code, method, desk: this.desk });
      playSound(TUNE[this.last.outcome]);
    } catch (error) {
      const { reason, detail } = failureOf(error);
      this.last = null;
      this.trouble = wordReason(reason, detail);
      playSound('refused');
    } finally {
      this.busy = false;
    }
  }
}
