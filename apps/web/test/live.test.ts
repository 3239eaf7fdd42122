import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Actor } from '@sowan/core';
import { liveQueue } from '../src/lib/server/live-queue.ts';
import { appRouter } from '../src/lib/server/trpc/router.ts';
import { bookVisit } from './visit.ts';
import { followLive, followPass, type LiveItem } from '../src/lib/server/trpc/streams.ts';
import { openTestApp, type TestApp } from './request.ts';

let app: TestApp;
let host: Extract<Actor, { type: 'user' }>;
let desk: Actor;
beforeAll(async () => {
  app = await openTestApp();
  host = await app.user('host', 'Bu Ratna');
  desk = await app.user('receptionist');
});
afterAll(() => app.close());

interface Stream {
  /** Next item of this type; the ones before it are dropped. */
  next(type: LiveItem['type']): Promise<{ id: string; item: LiveItem }>;
  /** The very next item, whatever it is. */
  nextOfAll(): Promise<LiveItem>;
  cut(): Promise<void>;
}

function follow(actor: Actor, lastEventId: string | null = null): Stream {
  const abort = new AbortController();
  const generator = followLive(app.request(actor), lastEventId, abort.signal);
  return {
    async next(type) {
      for (;;) {
        const { value, done } = await generator.next();
        if (done) throw new Error(`the stream ended before ${type}`);
        const [id, item] = value as unknown as [string, LiveItem];
        if (item.type === type) return { id, item };
      }
    },
    async nextOfAll() {
      const { value } = await generator.next();
      return (value as unknown as [string, LiveItem])[1];
    },
    async cut() {
      abort.abort();
      await generator.return(undefined);
    },
  };
}

/** A stream over HTTP, as browsers open it. `before` runs when the request has come and nothing of it was done. */
function fetchStream(
  path: string,
  actor: Actor,
  { input, gone, before }: { input?: object; gone?: AbortController; before?: () => void } = {},
): Promise<Response> {
  const query = input ? `?input=${encodeURIComponent(JSON.stringify({ json: input }))}` : '';
  const req = new Request(`http://localhost/api/trpc/${path}${query}`, {
    headers: { accept: 'text/event-stream' },
    ...(gone ? { signal: gone.signal } : {}),
  });
  const createContext = () => {
    before?.();
    return app.request(actor, 'one address');
  };
  return fetchRequestHandler({ endpoint: '/api/trpc', req, router: appRouter, createContext });
}

const scan = (token: string) => app.as(desk).desk.scan({ scanned: token, method: 'typed', desk: 'Meja 1' });

describe('the live stream', () => {
  test('tells every open tab of the host that the guest is here', async () => {
    const { token } = await bookVisit(app, host);
    const tabs = [follow(host), follow(host)];
    for (const tab of tabs) await tab.next('hello');
    await scan(token);
    for (const tab of tabs) {
      const { item } = await tab.next('notification');
      expect(item).toMatchObject({ notification: { kind: 'arrival' } });
      await tab.cut();
    }
  });

  test('brings what was missed while it was cut off, once and in order', async () => {
    const tab = follow(host);
    const { id } = await tab.next('hello');
    await tab.cut();
    const [first, second] = [await bookVisit(app, host, 'Siti'), await bookVisit(app, host, 'Budi')];
    await scan(first.token);
    await scan(second.token);
    const again = follow(host, id);
    const missed = [await again.next('notification'), await again.next('notification')];
    expect(missed.map(({ item }) => item.type === 'notification' && item.notification.data['guestName'])).toEqual([
      'Siti',
      'Budi',
    ]);
    const third = await bookVisit(app, host, 'Wati');
    await scan(third.token);
    expect((await again.next('notification')).item).toMatchObject({ notification: { data: { guestName: 'Wati' } } });
    await again.cut();
  });

  test("keeps one host's visits from another, and pairing codes from everybody but the admin", async () => {
    const other = await app.user('host');
    const admin = await app.user('admin');
    const [stranger, boss] = [follow(other), follow(admin)];
    await stranger.next('hello');
    await boss.next('hello');
    const { token } = await bookVisit(app, host);
    await scan(token);
    const at = new Date().toISOString();
    await app.shared.events.publish({ type: 'wa_qr', sessionId: 1, qr: 'secret', expiresAt: at, at });
    await app.shared.events.publish({ type: 'message', id: 1, appointmentId: 1, hostId: host.id, status: 'sent', at });
    await app.shared.events.publish({ type: 'wa_status', sessionId: 1, status: 'connecting', reason: null, at });
    expect((await boss.next('wa_qr')).item).toMatchObject({ qr: 'secret' });
    expect((await boss.next('message')).item).toMatchObject({ hostId: host.id });
    expect((await stranger.nextOfAll()).type).toBe('wa_status');
    await Promise.all([stranger.cut(), boss.cut()]);
  });

  test("takes a host's news back when the desk takes the admission back", async () => {
    const tab = follow(host);
    await tab.next('hello');
    const { token } = await bookVisit(app, host);
    const { checkInId } = await scan(token);
    const { item } = await tab.next('notification');
    await app.as(desk).desk.undo({ id: checkInId ?? 0 });
    expect((await tab.next('notification_withdrawn')).item).toMatchObject({
      id: item.type === 'notification' && item.notification.id,
    });
    await tab.cut();
  });

  const boss: Actor = { type: 'user', id: 0, role: 'admin', name: 'Boss', locale: 'id' };
  const changes: [string, (id: number) => Promise<unknown>][] = [
    ['deactivated', (id) => app.as(boss).users.update({ id, active: false })],
    ['given another role', (id) => app.as(boss).users.update({ id, role: 'host' })],
    ['sent a temporary password', (id) => app.as(boss).users.sendTemporaryPassword({ id })],
  ];
  for (const [what, change] of changes) {
    test(`breaks for who is ${what}, and tells them nothing more`, async () => {
      const admin = await app.user('admin');
      const [tab, other] = [follow(admin), follow(await app.user('admin'))];
      await Promise.all([tab.next('hello'), other.next('hello')]);
      await change(admin.id);
      const at = new Date().toISOString();
      await app.shared.events.publish({ type: 'wa_qr', sessionId: 1, qr: 'secret', expiresAt: at, at });
      await expect(tab.nextOfAll()).rejects.toMatchObject({ name: 'AbortError' });
      expect((await other.nextOfAll()).type).toBe('wa_qr');
      await other.cut();
    });
  }

  test('breaks for who logs out in another tab, in a way after which browsers come back', async () => {
    const admin = await app.user('admin');
    const response = await fetchStream('live.follow', admin);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
      const isOpen = text.includes('hello');
      text += chunk.value;
      if (!isOpen && text.includes('hello')) await app.as(admin).auth.logOut();
    }
    expect(text).toContain('hello');
    expect(text).not.toContain('event: return');
    expect(text).not.toContain('event: serialized-error');
  });

  test('leaves no listener behind when its page is gone before it is read', async () => {
    const admin = await app.user('admin');
    const { token } = await bookVisit(app, host);
    let open = 0;
    const { listen } = app.shared.stream;
    const counting = vi.spyOn(app.shared.stream, 'listen').mockImplementation((listener) => {
      open += 1;
      const stop = listen(listener);
      let stopped = false;
      return () => {
        if (!stopped) open -= 1;
        stopped = true;
        stop();
      };
    });
    const input = { token };
    for (let i = 0; i < 310; i++) {
      for (const [path, actor] of [
        ['live.follow', admin],
        ['passes.follow', { type: 'public' }],
      ] as const) {
        const gone = new AbortController();
        const response = await fetchStream(path, actor, { input, gone, before: () => gone.abort() });
        await response.body?.cancel().catch(() => undefined);
      }
    }
    await vi.waitFor(() => expect(open).toBe(0));
    counting.mockRestore();
    const page = followPass(app.request({ type: 'public' }, 'one address'), token, undefined);
    expect((await page.next()).value).toMatchObject({ valid: true });
    await page.return(undefined);
  });

  test('sends a page that reads too slowly away instead of ending for good', async () => {
    const queue = liveQueue<number>(undefined);
    for (let i = 0; i < 501; i++) queue.push(i);
    await expect(queue[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('ends when its page is gone and leaves no listener behind', async () => {
    const tab = follow(host);
    await tab.next('hello');
    await tab.cut();
    await expect(tab.next('notification')).rejects.toThrow('ended');
  });
});

test("the guest's page follows the visit", async () => {
  const { token, id } = await bookVisit(app, host);
  const abort = new AbortController();
  const page = followPass(app.request({ type: 'public' }), token, abort.signal);
  expect((await page.next()).value).toMatchObject({ valid: true, appointment: { status: 'scheduled' } });
  await scan(token);
  expect((await page.next()).value).toMatchObject({ appointment: { status: 'waiting' } });
  await app.as(host).appointments.meet({ id });
  expect((await page.next()).value).toMatchObject({ appointment: { status: 'in_progress' } });
  abort.abort();
  await page.return(undefined);
});

test('more streams of passes from one address than a lobby has guests are refused, and closed ones make room', async () => {
  const { token } = await bookVisit(app, host);
  const request = app.request({ type: 'public' });
  const abort = new AbortController();
  for (let i = 0; i < 300; i++) followPass(request, token, abort.signal);
  expect(() => followPass(request, token, undefined)).toThrow('too_many_streams');
  abort.abort();
  const page = followPass(request, token, undefined);
  expect((await page.next()).value).toMatchObject({ valid: true });
  await page.return(undefined);
});
