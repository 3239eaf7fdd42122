import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from './server/trpc/router.ts';
import type { LiveItem } from './server/trpc/streams.ts';
import { RecentNews } from './recent-news.ts';
import { trpc } from './trpc.ts';

export type Notification = inferRouterOutputs<AppRouter>['notifications']['list']['items'][number];
/** What links a phone: a QR to scan, or characters to type on it. */
export type LinkCode = Extract<LiveItem, { type: 'wa_qr' | 'wa_pairing_code' }>;
type Listener = (item: LiveItem) => void;

const KEY = Symbol('live');

/**
 * The page's one event stream. After every (re)connection listeners get `hello`: reload what you show. Notifications that were missed
 * follow by themselves, since the stream goes on after the last id it saw.
 */
export class Live {
  connected = $state(false);
  notifications = $state<Notification[]>([]);
  unread = $state(0);
  /** Arrived while the page was open and not yet dismissed. */
  popUps = $state<Notification[]>([]);

  /** The newest code of each WhatsApp session that is being linked, for admins whichever page they come from. */
  linkCodes = new SvelteMap<number, LinkCode>();

  #listeners = new Set<Listener>();

  readonly recent = new RecentNews<LiveItem>();

  /** Opens the stream; returns what closes it. */
  start(): () => void {
    const subscription = trpc.live.follow.subscribe(undefined, {
      onData: ({ data }) => this.#take(data),
      onConnectionStateChange: ({ state }) => {
        if (state === 'connecting') this.connected = false;
      },
      onError: () => (this.connected = false),
    });
    return () => subscription.unsubscribe();
  }

  /** Calls back for every item until the returned function is called, first for those that came while the page was loaded. */
  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    for (const item of this.recent.items()) listener(item);
    return () => this.#listeners.delete(listener);
  }

  dismiss(id: number): void {
    this.popUps = this.popUps.filter((popUp) => popUp.id !== id);
  }

  async reload(): Promise<void> {
    const { items, unread } = await trpc.notifications.list.query({ pageSize: 30 });
    this.notifications = items;
    this.unread = unread;
  }

  async markRead(ids: number[] | 'all'): Promise<void> {
    await trpc.notifications.markRead.mutate({ ids });
    await this.reload();
  }

  #take(item: LiveItem): void {
    if (item.type === 'hello') {
      this.connected = true;
      this.reload().catch(() => (this.connected = false));
    }
    if (item.type === 'notification') this.#show(item.notification);
    if (item.type === 'notification_withdrawn') this.#withdraw(item.id);
    if (item.type === 'wa_qr' || item.type === 'wa_pairing_code') this.linkCodes.set(item.sessionId, item);
    if (item.type === 'wa_qr_timeout' || (item.type === 'wa_status' && item.status !== 'pairing'))
      this.linkCodes.delete(item.sessionId);
    this.recent.add(item);
    for (const listener of this.#listeners) listener(item);
  }

  #withdraw(id: number): void {
    this.dismiss(id);
    const known = this.notifications.find((notification) => notification.id === id);
    if (!known) return;
    this.notifications = this.notifications.filter((notification) => notification.id !== id);
    if (!known.readAt) this.unread -= 1;
  }

  #show(notification: Notification): void {
    if (!this.popUps.some((popUp) => popUp.id === notification.id)) this.popUps = [...this.popUps, notification];
    if (this.notifications.some((known) => known.id === notification.id)) return;
    this.notifications = [notification, ...this.notifications];
    this.unread += 1;
  }
}

export const provideLive = (live: Live): Live => setContext(KEY, live);
export const useLive = (): Live => getContext<Live>(KEY);
