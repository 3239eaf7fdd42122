import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { Attachment, Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { bytesOf, keepMail, readMail, readMails, readSource, type StoredMail } from './mail-store.ts';
import { mailListPage, mailPage } from './mailbox-page.ts';

export interface Mailbox {
  /** `smtp://127.0.0.1:…`, for SMTP_URL. */
  smtpUrl: string;
  /** The page that shows the mails; `mails.json` under it lists them. */
  url: string;
  close(): Promise<void>;
}

const MOST_BYTES = 10 * 1024 * 1024;

/** A mail server on 127.0.0.1 that delivers nowhere: it keeps what it is given in a folder and shows it on a page. */
export async function startMailbox(options: { dir: string; smtpPort: number; port: number }): Promise<Mailbox> {
  const { dir } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: MOST_BYTES,
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('error', done);
      stream.once('end', () => {
        if (stream.sizeExceeded) return done(new Error('the mail is too large'));
        keepMail(dir, Buffer.concat(chunks));
        done();
      });
    },
  });
  smtp.on('error', (error) => console.error(`mailbox: ${error.message}`));
  const web = createServer((request, response) => {
    answer(dir, request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  const smtpPort = await listen(smtp.server, options.smtpPort);
  const port = await listen(web, options.port);
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    url: `http://127.0.0.1:${port}/`,
    async close() {
      web.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => web.close(() => resolve())),
        new Promise<void>((resolve) => smtp.close(() => resolve())),
      ]);
    },
  };
}

async function answer(dir: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, type: string, body: string | Uint8Array) =>
    // What a mail brings along must not run: no scripts, nothing from elsewhere.
    response
      .writeHead(status, {
        'content-type': type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-src 'self'",
      })
      .end(body);
  const [, ...steps] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
  const [first = '', id = '', part = '', index = ''] = steps;
  if (first === '') return void send(200, 'text/html; charset=utf-8', mailListPage(await readMails(dir)));
  if (first === 'mails.json')
    return void send(200, 'application/json', JSON.stringify((await readMails(dir)).map(summary)));
  const stored = first === 'mails' ? await readMail(dir, id) : undefined;
  const attachment = part === 'attachments' ? stored?.mail.attachments[Number(index)] : undefined;
  if (attachment) return void send(200, safeType(attachment), bytesOf(attachment));
  if (stored && part === '') return void send(200, 'text/html; charset=utf-8', mailPage(stored));
  if (stored && part === 'source') return void send(200, 'text/plain; charset=utf-8', readSource(dir, id));
  send(404, 'text/plain', 'not found');
}

/** What programs (the tests) read of a mail. */
function summary({ id, mail }: StoredMail) {
  const { subject, text, html, date } = mail;
  const address = (one: Email['from']) => (one && 'address' in one ? one.address : undefined);
  const attachments = mail.attachments.map(({ filename, mimeType, contentId, disposition }, index) => {
    return { filename, mimeType, contentId, disposition, url: `/mails/${id}/attachments/${index}` };
  });
  return { id, date, from: address(mail.from), to: mail.to?.map(address), subject, text, html, attachments };
}

/** Pictures are shown; everything else is handed over as a file. */
function safeType({ mimeType }: Attachment): string {
  return /^image\/(png|jpeg|gif|webp)$/.test(mimeType) ? mimeType : 'application/octet-stream';
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
