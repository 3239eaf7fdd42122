import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Logger } from 'pino';
import { z } from 'zod';
import { routes, type FileAnswer } from './routes.ts';
import { listen } from '../listen.ts';
import { streamEvents } from './live-events.ts';
import { pageFile } from './page.ts';
import { Refusal } from '../refusal.ts';
import type { ControlledSimulator } from '../simulator-api.ts';

const STATUS = { NOT_FOUND: 404, CONFLICT: 409, INVALID: 400 } as const;
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface ControlServer {
  url: string;
  close(): Promise<void>;
}

/** JSON over HTTP on loopback, the page with the phones, and its event stream. */
export async function startControlServer(
  simulator: ControlledSimulator,
  log: Logger,
  port: number,
): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(simulator, request, response).catch((error: unknown) => {
      if (!isExpected(error)) log.error({ err: error, url: request.url }, 'the control API failed');
      sendError(response, error);
    });
  });
  const { port: taken, close } = await listen(server, port);
  return { url: `http://127.0.0.1:${taken}`, close };
}

async function answer(
  simulator: ControlledSimulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (!isLoopback(request.headers.host))
    throw new Refusal('INVALID', 'This server answers to 127.0.0.1 and localhost only.');
  if (request.method === 'GET' && pathname === '/events') return streamEvents(simulator, response);
  const page = request.method === 'GET' ? await pageFile(pathname) : undefined;
  if (page) return sendFile(response, page);
  const route = findRoute(request.method ?? 'GET', pathname);
  if (!route) throw new Refusal('NOT_FOUND', `There is nothing at ${request.method} ${pathname}.`);
  const result = await route.handler({ simulator, path: route.path, body: await readJson(request) });
  if (isFile(result)) sendFile(response, result);
  else sendJson(response, 200, result);
}

function findRoute(method: string, pathname: string) {
  const parts = pathname.split('/');
  for (const [pattern, handler] of Object.entries(routes)) {
    const [wantedMethod, template = ''] = pattern.split(' ');
    const wanted = template.split('/');
    const fits = wanted.every((part, index) => part.startsWith(':') || part === parts[index]);
    if (wantedMethod !== method || wanted.length !== parts.length || !fits) continue;
    const named = wanted.flatMap((part, index) =>
      part.startsWith(':') ? [[part.slice(1), decodeURIComponent(parts[index] ?? '')]] : [],
    );
    return { handler, path: Object.fromEntries(named) as Record<string, string> };
  }
  return undefined;
}

/** Only `application/json` is read: other pages' forms cannot send that without being asked first. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES)
    throw new Refusal('INVALID', 'The body is too large.');
  const body = await text(request);
  if (body === '') return {};
  if (!request.headers['content-type']?.startsWith('application/json')) {
    throw new Refusal('INVALID', 'The body must be application/json.');
  }
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new Refusal('INVALID', 'The body is not valid JSON.', { cause });
  }
}

const isLoopback = (host = '') => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);

const isFile = (result: unknown): result is FileAnswer =>
  typeof result === 'object' && result !== null && 'file' in result && Buffer.isBuffer(result.file);

const isExpected = (error: unknown) => error instanceof Refusal || error instanceof z.ZodError;

function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof Refusal) sendJson(response, STATUS[error.code], { code: error.code, error: error.message });
  else if (error instanceof z.ZodError) sendJson(response, 400, { code: 'INVALID', error: z.prettifyError(error) });
  else sendJson(response, 500, { code: 'INTERNAL', error: 'The simulator failed; its log says why.' });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}

/** What guests and clients sent is shown, never run: no script of theirs, no guessing at types. */
function sendFile(response: ServerResponse, { file, mimetype, download }: FileAnswer): void {
  response.writeHead(200, {
    'content-type': mimetype,
    ...(download && { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(download)}` }),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'",
  });
  response.end(file);
}
