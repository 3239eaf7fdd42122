import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

const WORKER = '/service-worker.js';
const SCOPE = '/desk';

/**
 * Has the desk's own page and code kept on the device, so that it can be opened again without line. Browsers allow that on https and on
 * this very machine only; elsewhere nothing is kept.
 */
export function keepShell(): void {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers || !globalThis.isSecureContext) return;
  void workers
    .register(WORKER, { scope: SCOPE, type: 'module', updateViaCache: 'none' })
    .then(async (registration) => {
      const worker = registration.active ?? (await workers.ready).active;
      const code = performance
        .getEntriesByType('resource')
        .map(({ name }) => new URL(name))
        .filter((url) => url.origin === location.origin && url.pathname.startsWith('/_app/immutable/'))
        .map((url) => url.pathname);
      // The camera's reader is fetched when the camera is first used, and that may be without line.
      worker?.postMessage({ keep: [...new Set([...code, wasmUrl])] });
    })
    .catch(() => undefined);
}
