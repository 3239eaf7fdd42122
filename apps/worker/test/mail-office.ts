import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { inject } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@sowan/db/test';
import type { openContext } from '../src/context.ts';
import { smtpTransport, type MailTransport } from '../src/mail/transport.ts';
import { openTestContext } from './worker-context.ts';

/** A worker's context with a database of its own, and a real mail server beside it. */
export interface MailOffice {
  database: TestDatabase;
  context: ReturnType<typeof openContext>;
  transport: MailTransport;
  /** Mails that the server took, as they came. */
  inbox: Buffer[];
  /** What the server says to every recipient; null: welcome. */
  answer: { code: number; text: string } | null;
  close(): Promise<void>;
}

export async function openMailOffice(): Promise<MailOffice> {
  const database = await createTestDatabase(inject('databaseUrl'));
  const inbox: Buffer[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, callback) {
      const { answer } = office;
      callback(answer ? Object.assign(new Error(answer.text), { responseCode: answer.code }) : null);
    },
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        inbox.push(Buffer.concat(chunks));
        callback();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const transport = smtpTransport(`smtp://127.0.0.1:${String(port)}`, 'Sekolah <kantor@example.org>');
  const context = openTestContext(database.url);
  const office: MailOffice = {
    ...{ database, context, transport, inbox, answer: null },
    async close() {
      transport.close();
      await context.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await database.close();
    },
  };
  return office;
}
