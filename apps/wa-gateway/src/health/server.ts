import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Log } from '@sowan/core';

/** What a gateway needs to do its work; it is ready when all of it is true. */
export type Readiness = Record<'database' | 'redis' | 'running', boolean>;

export interface HealthServer {
  url: string;
  close(): Promise<void>;
}

export interface HealthOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  log: Log;
  registry: Registry;
  readiness(): Promise<Readiness>;
}

/**
 * Answers on a port of its own: `/healthz` as long as the process runs at all, `/readyz` with 503 while it can't do its work (which
 * restarting it would not cure), `/metrics` for Prometheus. There are no secrets and no phone numbers in it, but no login either.
 */
export async function serveHealth({ host, port, log, registry, readiness }: HealthOptions): Promise<HealthServer> {
  const answers: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/healthz': async (response) => json(response, 200, { ok: true }),
    '/readyz': async (response) => {
      const parts = await readiness();
      json(response, Object.values(parts).every(Boolean) ? 200 : 503, parts);
    },
    '/metrics': async (response) => {
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType }).end(text);
    },
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url?.split('?', 1)[0] ?? ''];
    if (!answer) return json(response, 404, { error: 'not found' });
    if (request.method !== 'GET' && request.method !== 'HEAD') return json(response, 405, { error: 'GET only' });
    answer(response).catch((error: unknown) => {
      log.error({ err: error, path: request.url }, 'health not told');
      json(response, 500, { error: 'internal' });
    });
  });
  await once(server.listen(port, host), 'listening');
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
