import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pino } from 'pino';
import { z } from 'zod';
import { migrate } from '@sowan/db';

/**
 * The web process: migrates, serves the built app, and on SIGTERM ends open event streams first, since they would otherwise hold the
 * server open for ever.
 */
const env = z
  .object({
    DATABASE_URL: z.url(),
    PUBLIC_URL: z.url(),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().default(3000),
    /** 1 when a proxy in front sets x-forwarded-for and x-forwarded-proto. */
    TRUST_PROXY: z.enum(['0', '1']).default('0'),
    LOG_LEVEL: z.string().default('info'),
  })
  .parse(process.env);
const log = pino({ name: 'web', level: env.LOG_LEVEL });
const behindProxy = env.TRUST_PROXY === '1';

// adapter-node reads these when it is loaded.
process.env['PROTOCOL_HEADER'] = 'x-forwarded-proto';
process.env['HOST_HEADER'] = 'x-forwarded-host';
// A file of 8 MB, as Base64 in JSON; who is not logged in may send far less (hooks.server.ts).
process.env['BODY_SIZE_LIMIT'] ??= '12M';
if (behindProxy) process.env['ADDRESS_HEADER'] = 'x-forwarded-for';

await migrate(env.DATABASE_URL);
const built: string = new URL('./build/handler.js', import.meta.url).href;
const { handler } = (await import(built)) as {
  handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
};

const origin = new URL(env.PUBLIC_URL);
const open = new Set<ServerResponse>();
const server = createServer((request, response) => {
  if (!behindProxy) {
    // Only a trusted proxy may say where a request came from.
    request.headers['x-forwarded-proto'] = 'http';
    request.headers['x-forwarded-host'] = request.headers.host ?? origin.host;
    delete request.headers['x-forwarded-for'];
  } else {
    request.headers['x-forwarded-proto'] ??= origin.protocol.replace(':', '');
    request.headers['x-forwarded-host'] ??= request.headers.host ?? origin.host;
  }
  // A program's request without a body has no type either, and would be taken for another site's form. Its token is all its authority,
  // and no page can make a browser send one.
  if (request.headers.authorization?.startsWith('Bearer ')) request.headers['content-type'] ??= 'application/json';
  // The one-click POST of mail systems (RFC 8058) names no origin; the signed link is all its authority.
  if (request.url?.startsWith('/u/')) {
    request.headers.origin ??= `${String(request.headers['x-forwarded-proto'])}://${String(request.headers['x-forwarded-host'])}`;
  }
  open.add(response);
  response.on('close', () => open.delete(response));
  handler(request, response, () => {
    response.statusCode = 404;
    response.end();
  });
});

const GRACE_MS = 3000;

function shutDown(signal: NodeJS.Signals): void {
  log.info({ signal }, 'stopping');
  const exit = () => process.exit(0);
  server.close(exit);
  server.closeIdleConnections();
  for (const response of open) {
    if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.destroy();
  }
  setTimeout(exit, GRACE_MS).unref();
}
process.once('SIGTERM', shutDown);
process.once('SIGINT', shutDown);

server.listen(env.PORT, env.HOST, () => log.info({ url: `http://${env.HOST}:${String(env.PORT)}` }, 'ready'));
