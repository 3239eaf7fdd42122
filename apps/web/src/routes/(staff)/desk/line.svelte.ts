import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#lib/server/trpc/router.ts';
import { failureOf, type Failure } from '#lib/reasons.ts';
import { trpc } from '#lib/trpc.ts';
import { judge, withVisit, type KeptRoster, type RosterVisit, type Verdict } from './offline/judge.ts';
import { openDeskStore, type DeskStore, type JournalScan } from './offline/store.ts';
import { hashOf, tokenIn } from './offline/token.ts';

export type Synced = inferRouterOutputs<AppRouter>['desk']['sync'][number];
type SyncInput = inferRouterInputs<AppRouter>['desk']['sync'];

const PROBE_MS = 4000;
/** The kept list is renewed this often, and this soon after news, so that a big school's list does not fill a thin line. */
const RENEW_MS = 5 * 60_000;
const NEWS_MS = 15_000;
const ANSWER_MS = 8000;
const BATCH = 50;

/**
 * The desk's line to the server. While it holds, today's list is kept on the device; when it is gone the desk answers from that list and keeps
 * a journal, which goes out as soon as the line is back.
 */
export class Line {
  up = $state(true);
  /** Scans that the server has not recorded yet. */
  waiting = $state.raw<JournalScan[]>([]);
  kept = $state.raw<KeptRoster | null>(null);
  /** Why the journal can't be sent although the server answers, e.g. nobody is logged in any more. */
  blocked = $state<Failure | null>(null);

  #store: DeskStore | null = null;
  #probing = false;
  #renewAt = 0;
  #onSynced: (results: Synced[], scans: JournalScan[]) => void;

  constructor(onSynced: (results: Synced[], scans: JournalScan[]) => void) {
    this.#onSynced = onSynced;
  }

  /** True where the browser lets us keep anything: https, or this very machine. */
  get able(): boolean {
    return this.#store !== null;
  }

  /** Opens what is kept and holds the line until the returned function is called. */
  start(): () => void {
    let stopped = false;
    const ready = this.#open().then(() => (stopped ? undefined : this.probe()));
    ready.catch(() => (this.#store = null));
    const timer = setInterval(() => {
      if (!this.up || this.waiting.length > 0 || Date.now() >= this.#renewAt) void this.probe();
    }, PROBE_MS);
    const onOnline = () => void this.probe();
    const onOffline = () => (this.up = false);
    window.addEventListener('online', onOnline);
    window.addEventListener('offline', onOffline);
    return () => {
      stopped = true;
      clearInterval(timer);
      window.removeEventListener('online', onOnline);
      window.removeEventListener('offline', onOffline);
    };
  }

  /** Something of today has changed: the kept list is renewed before long. */
  news(): void {
    this.#renewAt = Math.min(this.#renewAt, Date.now() + NEWS_MS);
  }

  lost(): void {
    this.up = false;
  }

  /** Sends what waits and renews the list; whether that works says whether there is a line. */
  async probe(): Promise<void> {
    if (this.#probing) return;
    this.#probing = true;
    try {
      await this.#send();
      await this.#renew();
      this.up = true;
      this.blocked = null;
    } catch (error) {
      const failure = failureOf(error);
      this.up = failure.reason !== 'network';
      this.blocked = this.up ? failure : null;
    } finally {
      this.#probing = false;
    }
  }

  /** The desk's own answer to a code, kept in the journal before it is given. Null when nothing can be kept here. */
  async judge(scan: Pick<JournalScan, 'idempotencyKey' | 'scanned' | 'method' | 'desk'>): Promise<Verdict | null> {
    if (!this.#store) return null;
    const scannedAt = new Date();
    const token = tokenIn(scan.scanned);
    const hash = token && (await hashOf(this.kept?.roster.salt ?? '', token));
    const verdict = judge(this.kept, hash, scannedAt);
    const entry = { ...scan, scannedAt, shown: verdict.shown, guestName: verdict.visit?.guestName ?? '' };
    await this.#store.add(entry);
    this.waiting = [...this.waiting, entry];
    if (verdict.shown === 'admitted') {
      await this.record(verdict.visit.id, { status: 'waiting', arrivedAt: verdict.at, admittedDesk: scan.desk });
    }
    return verdict;
  }

  /** Notes on the kept list what this desk has just done. */
  async record(id: number, change: Partial<RosterVisit>): Promise<void> {
    if (!this.kept) return;
    this.kept = withVisit(this.kept, id, change);
    await this.#store?.keepRoster(this.kept);
  }

  async #open(): Promise<void> {
    if (!globalThis.isSecureContext) return;
    this.#store = await openDeskStore();
    this.kept = await this.#store.roster();
    this.waiting = await this.#store.journal();
  }

  async #send(): Promise<void> {
    while (this.#store && this.waiting.length > 0) {
      const desk = this.waiting[0]?.desk ?? '';
      const scans = this.waiting.filter((scan) => scan.desk === desk).slice(0, BATCH);
      const input: SyncInput = {
        desk,
        sentAt: new Date().toISOString(),
        scans: scans.map(({ scanned, method, idempotencyKey, shown, scannedAt }) => ({
          scanned,
          method,
          idempotencyKey,
          shown,
          scannedAt: scannedAt.toISOString(),
        })),
      };
      const results = await trpc.desk.sync.mutate(input, { signal: AbortSignal.timeout(ANSWER_MS) });
      const keys = results.map((result) => result.idempotencyKey);
      await this.#store.remove(keys);
      this.waiting = this.waiting.filter((scan) => !keys.includes(scan.idempotencyKey));
      this.#onSynced(results, scans);
    }
  }

  async #renew(): Promise<void> {
    const roster = await trpc.desk.roster.query(undefined, { signal: AbortSignal.timeout(ANSWER_MS) });
    // A code scanned while this was under way is in the journal, and newer than the list.
    if (this.waiting.length > 0) return;
    this.kept = { roster, keptAt: new Date() };
    this.#renewAt = Date.now() + RENEW_MS;
    await this.#store?.keepRoster(this.kept);
  }
}
