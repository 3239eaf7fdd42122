import { createTransport, type SendMailOptions } from 'nodemailer';
import { expect, onTestFinished, test } from 'vitest';
import { type Mailbox, startMailbox } from '../demo/mailbox.ts';
import { scratchFolder } from './scratch.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

async function openMailbox(dir = scratchFolder()): Promise<Mailbox> {
  const mailbox = await startMailbox({ dir, smtpPort: 0, port: 0 });
  onTestFinished(mailbox.close);
  return mailbox;
}

async function send(mailbox: Mailbox, mail: SendMailOptions): Promise<void> {
  const transport = createTransport(mailbox.smtpUrl);
  await transport.sendMail({ from: 'Sowan <sowan@sowan.example>', to: 'dewi@example.org', ...mail });
  transport.close();
}

interface Listed {
  id: string;
  subject: string;
  to: string[];
  attachments: { filename: string; url: string }[];
}
const list = async (mailbox: Mailbox) => (await (await fetch(`${mailbox.url}mails.json`)).json()) as Listed[];
const page = async (mailbox: Mailbox, path: string) => (await fetch(new URL(path, mailbox.url))).text();

test('a mail that is sent appears with its attachments, whole', async () => {
  const mailbox = await openMailbox();
  await send(mailbox, {
    subject: 'Undangan',
    html: '<p>Halo <img src="cid:pass"></p>',
    attachments: [{ filename: 'qr.png', content: PNG, cid: 'pass' }],
  });
  const [mail] = await list(mailbox);
  expect(mail).toMatchObject({ subject: 'Undangan', to: ['dewi@example.org'], attachments: [{ filename: 'qr.png' }] });
  const attachment = await fetch(new URL(mail?.attachments[0]?.url ?? '', mailbox.url));
  expect(attachment.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await attachment.arrayBuffer()).equals(PNG)).toBe(true);
  const shown = await page(mailbox, `/mails/${mail?.id}`);
  expect(shown).toContain(`data:image/png;base64,${PNG.toString('base64')}`);
  expect(await page(mailbox, '/')).toContain('Undangan');
});

test('what a mail brings along is shown, never run', async () => {
  const mailbox = await openMailbox();
  await send(mailbox, { subject: '<script>alert(1)</script>', html: '<script>alert(2)</script>' });
  const [mail] = await list(mailbox);
  for (const path of ['/', `/mails/${mail?.id}`]) expect(await page(mailbox, path)).not.toContain('<script>');
});

test('a page file is handed over as a file', async () => {
  const mailbox = await openMailbox();
  await send(mailbox, {
    text: 'x',
    attachments: [{ filename: 'a.html', content: '<script>1</script>', contentType: 'text/html' }],
  });
  const [mail] = await list(mailbox);
  const answer = await fetch(new URL(mail?.attachments[0]?.url ?? '', mailbox.url));
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
});

test('mails are still there after a restart, newest first, and nothing outside the folder is', async () => {
  const dir = scratchFolder();
  const first = await openMailbox(dir);
  await send(first, { subject: 'one', text: '1' });
  await send(first, { subject: 'two', text: '2' });
  await first.close();
  const second = await openMailbox(dir);
  expect((await list(second)).map(({ subject }) => subject)).toEqual(['two', 'one']);
  expect((await fetch(`${second.url}mails/..%2F..%2Fsecrets`)).status).toBe(404);
});
