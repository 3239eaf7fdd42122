import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { WaStatus } from '@sowan/core';

/** What WhatsApp said to a message that was written, or why none was. */
export type SendOutcome = 'accepted' | 'refused' | 'silence' | 'held_back' | 'error';
export type LeaseChange = 'taken' | 'released' | 'handed_over' | 'lost';

/** What is looked up when somebody asks for the figures. */
export interface Standing {
  /** The state of each session this gateway runs, by id. */
  sessions(): ReadonlyMap<number, WaStatus>;
  /** Jobs that wait in a session's queue. */
  queueDepth(sessionId: number): Promise<number>;
}

/** From the write to the answer; WhatsApp's own takes some tens of milliseconds, and after 20 s we give up. */
const ACK_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** The gateway's figures for Prometheus. Sessions are named by their id, never by number or name. */
export class Metrics {
  readonly registry = new Registry();
  #standing: Standing | undefined;
  readonly #registers = [this.registry];
  readonly #sends = new Counter({
    name: 'sowan_whatsapp_sends_total',
    help: 'Messages by what became of the attempt',
    labelNames: ['outcome'],
    registers: this.#registers,
  });
  readonly #ackSeconds = new Histogram({
    name: 'sowan_whatsapp_ack_seconds',
    help: 'From writing a message to the answer of WhatsApp',
    buckets: ACK_SECONDS,
    registers: this.#registers,
  });
  readonly #closes = new Counter({
    name: 'sowan_whatsapp_closes_total',
    help: 'Connections that closed without being asked to, by code',
    labelNames: ['code'],
    registers: this.#registers,
  });
  readonly #reconnects = new Counter({
    name: 'sowan_whatsapp_reconnects_total',
    help: 'Connections that were tried again by the gateway itself',
    registers: this.#registers,
  });
  readonly #leases = new Counter({
    name: 'sowan_whatsapp_lease_changes_total',
    help: 'Leases of sessions taken, given back, handed to another gateway and lost',
    labelNames: ['change'],
    registers: this.#registers,
  });

  constructor() {
    this.#watchSessions();
    this.#watchProcess();
  }

  /** Says where to look the standing up. */
  watch(standing: Standing): void {
    this.#standing = standing;
  }

  sent(outcome: SendOutcome): void {
    this.#sends.inc({ outcome });
  }

  acknowledged(ms: number): void {
    this.#ackSeconds.observe(ms / 1000);
  }

  closed(code: number): void {
    this.#closes.inc({ code });
  }

  reconnecting(): void {
    this.#reconnects.inc();
  }

  lease(change: LeaseChange): void {
    this.#leases.inc({ change });
  }

  #watchSessions(): void {
    const current = () => this.#standing;
    new Gauge({
      name: 'sowan_whatsapp_sessions',
      help: 'Sessions of this gateway by state',
      labelNames: ['state'],
      registers: this.#registers,
      collect() {
        this.reset();
        for (const state of current()?.sessions().values() ?? []) this.inc({ state });
      },
    });
    new Gauge({
      name: 'sowan_whatsapp_queue_depth',
      help: 'Messages that wait in the queue of a session; left out while Redis is away',
      labelNames: ['session'],
      registers: this.#registers,
      async collect() {
        this.reset();
        const standing = current();
        const ids = [...(standing?.sessions().keys() ?? [])];
        const depths = await Promise.allSettled(ids.map(async (id) => standing?.queueDepth(id)));
        for (const [at, depth] of depths.entries()) {
          if (depth.status === 'fulfilled') this.set({ session: ids[at] ?? 0 }, depth.value ?? 0);
        }
      },
    });
  }

  #watchProcess(): void {
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: this.#registers,
        collect() {
          this.set(read());
        },
      });
    gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
    gauge('nodejs_heap_size_used_bytes', 'Heap in use', () => process.memoryUsage().heapUsed);
    gauge('process_cpu_seconds_total', 'CPU time used', () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    });
    gauge('nodejs_active_resources', 'Open handles and requests', () => process.getActiveResourcesInfo().length);
  }
}
