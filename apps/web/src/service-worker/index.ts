/// <reference lib="webworker" />
import { SHELL_CACHE } from '../lib/kept-desk.ts';

/**
 * Keeps the desk's page and its own code, nothing else: the page fresh from the server as long as there is a line, the code (its names change with
 * its contents) for good. Registered by the desk for addresses below /desk only.
 */
declare const self: ServiceWorkerGlobalScope;

const PAGE = '/desk';
const CODE = '/_app/immutable/';
/** A line that takes longer than this to bring the page is none. */
const PATIENCE_MS = 6000;

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  const { keep } = event.data as { keep?: string[] };
  if (keep) event.waitUntil(keepAll(keep));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(CODE)) event.respondWith(code(event.request));
  else if (event.request.mode === 'navigate' && url.pathname === PAGE) event.respondWith(page(event.request));
});

/** What the open page is made of; older versions' code goes. */
async function keepAll(paths: string[]): Promise<void> {
  const cache = await caches.open(SHELL_CACHE);
  const wanted = new Set([PAGE, ...paths]);
  for (const request of await cache.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
  }
  const missing = await Promise.all(paths.map(async (path) => ((await cache.match(path)) ? [] : [path])));
  await cache.addAll(missing.flat());
  if (!(await cache.match(PAGE))) await keepPage(cache, await fetch(PAGE));
}

async function code(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL_CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL_CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await keepPage(cache, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

/** Not the login page that somebody without a session is sent to. */
async function keepPage(cache: Cache, response: Response): Promise<void> {
  if (response.ok && !response.redirected) await cache.put(PAGE, response);
}
