import type { Live } from '#lib/live.svelte.ts';
import { newestOnly } from '#lib/newest.ts';
import { throttled } from '#lib/throttled.ts';
import { trpc } from '#lib/trpc.ts';
import type { Replica, Session } from './session.ts';

interface Stand {
  sessions: Session[];
  replicas: Replica[];
}

/** A gateway that has died says nothing: that its lease has run out is found by asking. */
const ASK_MS = 10_000;
const AT_MOST_EVERY_MS = 500;
const NEWS: readonly string[] = [
  'hello',
  'wa_status',
  'wa_session',
  'wa_qr_timeout',
  'wa_auth_failure',
  'message',
  'appointment',
];

/** How all sessions and gateways stand, kept up to date. */
export class LiveSessions {
  readonly #source: () => Stand;
  readonly #newest = newestOnly();
  #stand = $derived.by(() => this.#source());

  /** @param source as the page's load gave it */
  constructor(source: () => Stand) {
    this.#source = source;
  }

  get sessions(): Session[] {
    return this.#stand.sessions;
  }

  get replicas(): Replica[] {
    return this.#stand.replicas;
  }

  async refresh(): Promise<void> {
    const [sessions, replicas] =
      (await this.#newest(0, () => Promise.all([trpc.whatsapp.sessions.query(), trpc.whatsapp.replicas.query()]))) ??
      [];
    if (sessions && replicas) this.#stand = { sessions, replicas };
  }

  /** Follows the news until the returned function is called. Not reached: what was last known stays, and the layout says so. */
  follow(live: Live): () => void {
    const refresh = throttled(() => void this.refresh().catch(() => undefined), AT_MOST_EVERY_MS);
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh();
    }, ASK_MS);
    const stop = live.on((item) => {
      if (NEWS.includes(item.type)) refresh();
    });
    return () => {
      clearInterval(timer);
      refresh.stop();
      stop();
    };
  }
}
