import { SvelteMap } from 'svelte/reactivity';
import type { inferRouterOutputs } from '@trpc/server';
import type { LiveItem } from '#lib/server/trpc/streams.ts';
import type { AppRouter } from '#lib/server/trpc/router.ts';
import { m } from '#lib/paraglide/messages.js';
import { failureOf, wordReason } from '#lib/reasons.ts';
import { trpc } from '#lib/trpc.ts';
import { answerOf, answerOfVerdict, type Answer, type Result, type Visit } from './answer.ts';
import { difference, inPlace, type DayPage, type DayShow, type DayVisit } from './day.ts';
import { keepDeskName, readDeskName } from './desk-name.ts';
import { newKey } from './key.ts';
import { Line, type Synced } from './line.svelte.ts';
import { playSound } from './sounds.ts';

export type Method = 'camera' | 'scanner' | 'typed';
export type RecentScan = inferRouterOutputs<AppRouter>['desk']['recent'][number];
interface Filter {
  q: string;
  show: DayShow;
  page: number;
  pageSize: number;
}

/** A welcome goes by itself; a refusal stays long enough for its remedies to be read and pressed. */
const SHOWN_MS = { admitted: 6000, refused: 20_000, unknown: 20_000 };
/** A line that takes longer than this to answer is none, with a queue at the desk. */
const PATIENCE_MS = 4000;
const LONGEST_SCAN = 4096;

/** One reception desk: scans one after the other, shows what came of each, and keeps its list of the day. */
export class Desk {
  name = $state('');
  answer = $state.raw<Answer | null>(null);
  trouble = $state('');
  busy = $state(false);
  day = $state.raw<DayPage>() as DayPage;
  filter = $state.raw<Filter>() as Filter;
  recent = $state.raw<RecentScan[]>([]);
  /** Visits that have come or gone since the list was made. */
  news = $state(0);
  conflicts = $state.raw<Synced[]>([]);
  readonly line = new Line((results) => this.#synced(results));

  #timeZone: string;
  #queue: Promise<void> = Promise.resolve();
  #closing: ReturnType<typeof setTimeout> | undefined;
  #heard = new SvelteMap<number, DayVisit['status']>();

  constructor(given: { day: DayPage; filter: Filter; recent: RecentScan[]; timeZone: string }) {
    this.#timeZone = given.timeZone;
    this.open(given);
  }

  /** Shows what the page was loaded with, at first and after a step to another page of the list. */
  open({ day, filter, recent }: { day: DayPage; filter: Filter; recent: RecentScan[] }): void {
    this.day = day;
    this.filter = filter;
    this.recent = recent;
    this.news = 0;
    this.#heard.clear();
  }

  start(): () => void {
    this.name = readDeskName();
    const stop = this.line.start();
    return () => {
      stop();
      clearTimeout(this.#closing);
    };
  }

  rename(): void {
    this.name = this.name.trim() || m.desk_default_name();
    keepDeskName(this.name);
  }

  /** Scans wait for each other, so that two held up quickly give two answers in their order. */
  scan(scanned: string, method: Method): Promise<void> {
    return (this.#queue = this.#queue.then(() => this.#attempt(scanned.slice(0, LONGEST_SCAN), method)));
  }

  async #attempt(scanned: string, method: Method): Promise<void> {
    const scan = { scanned, method, desk: this.name, idempotencyKey: newKey() };
    this.busy = true;
    this.trouble = '';
    try {
      if (this.line.up && (await this.#askServer(scan))) return;
      const verdict = await this.line.judge(scan);
      if (verdict) this.show(answerOfVerdict(verdict, this.#timeZone));
      else this.#complain('network');
    } finally {
      this.busy = false;
    }
  }

  /** False when there is no line: the answer is the desk's own to give. */
  async #askServer(scan: { scanned: string; method: Method; desk: string; idempotencyKey: string }): Promise<boolean> {
    try {
      this.take(await trpc.desk.scan.mutate(scan, { signal: AbortSignal.timeout(PATIENCE_MS) }));
    } catch (error) {
      const { reason, detail } = failureOf(error);
      if (reason === 'network') {
        this.line.lost();
        return false;
      }
      this.#complain(reason, detail);
    }
    return true;
  }

  async letIn(visit: Visit): Promise<void> {
    const input = { appointmentId: visit.id, desk: this.name, idempotencyKey: newKey() };
    await this.#try(async () => this.take(await trpc.desk.letIn.mutate(input)));
  }

  async undo(checkInId: number): Promise<void> {
    const visitId = this.recent.find((scan) => scan.id === checkInId)?.appointmentId ?? this.answer?.visit?.id;
    this.close();
    await this.#try(async () => {
      await trpc.desk.undo.mutate({ id: checkInId });
      if (visitId) await this.line.record(visitId, { status: 'scheduled', arrivedAt: null, admittedDesk: null });
      await this.reload();
    });
  }

  /** Takes back the newest admission that can still be taken back. */
  async undoLatest(now: Date): Promise<void> {
    const latest =
      this.answer?.checkInId ?? this.recent.find((scan) => scan.undoableUntil && scan.undoableUntil > now)?.id;
    if (latest) await this.undo(latest);
  }

  /** Shows what the server made of a scan or a walk-in. */
  take(result: Result): void {
    this.show(answerOf(result, this.#timeZone));
    if (result.outcome === 'admitted' && result.appointment) {
      const { id, arrivedAt, admittedDesk } = result.appointment;
      this.line.record(id, { status: 'waiting', arrivedAt, admittedDesk }).catch(() => this.#complain('internal'));
    }
    // The answer covers the list: nobody's finger is on it.
    this.reload().catch(() => this.line.lost());
  }

  show(answer: Answer): void {
    this.answer = answer;
    const late = answer.outcome === 'admitted' && answer.words.tone === 'late';
    playSound(late ? 'late' : answer.outcome);
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => this.close(), SHOWN_MS[answer.outcome]);
  }

  close(): void {
    clearTimeout(this.#closing);
    this.answer = null;
  }

  async search(q: string, show: DayShow): Promise<void> {
    this.filter = { ...this.filter, q, show, page: 1 };
    await this.#try(() => this.reload());
  }

  /** Puts the list in order with everything new. */
  async reload(): Promise<void> {
    if (!this.line.up) return;
    const { filter } = this;
    const [day, recent] = await Promise.all([trpc.desk.today.query(filter), trpc.desk.recent.query()]);
    if (filter === this.filter) this.open({ day, filter, recent });
  }

  hear(item: LiveItem): void {
    if (item.type === 'hello') {
      void this.line.probe();
      this.#refresh();
    }
    if (item.type !== 'appointment') return;
    this.#heard.set(item.id, item.status);
    this.line.news();
    this.#refresh();
  }

  #refresh(): void {
    const { filter } = this;
    Promise.all([trpc.desk.today.query(filter), trpc.desk.recent.query()]).then(
      ([day, recent]) => {
        if (filter !== this.filter) return;
        this.recent = recent;
        this.news = difference(this.day, day);
        // Below an empty list there is nothing to push aside.
        this.day = this.news > 0 && this.day.items.length > 0 ? inPlace(this.day, day, this.#heard) : day;
        if (this.day === day) this.news = 0;
      },
      () => this.line.lost(),
    );
  }

  #synced(results: Synced[]): void {
    this.conflicts = [...this.conflicts, ...results.filter((result) => result.conflict)];
    this.#refresh();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.trouble = '';
    try {
      await work();
    } catch (error) {
      const { reason, detail } = failureOf(error);
      this.#complain(reason, detail);
    }
  }

  #complain(reason: string, detail: Record<string, unknown> = {}): void {
    this.trouble = wordReason(reason, detail);
    playSound('refused');
  }
}
