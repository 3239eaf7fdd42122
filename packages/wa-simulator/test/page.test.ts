import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { Simulator } from '../src/index.ts';
import { Auth, closeCode, qrOf } from './client.ts';
import { GUEST, GUEST_JID, PNG, SCHOOL, test } from './fixture.ts';

let browser: Browser;
beforeAll(async () => {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  browser = await chromium.launch({ executablePath, chromiumSandbox: false, args: ['--disable-gpu'] });
});
afterAll(() => browser.close());

async function visit(simulator: Simulator, number: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 360, height: 720 } });
  onTestFinished(() => page.close());
  const failures: string[] = [];
  page.on('pageerror', ({ message }) => failures.push(message));
  onTestFinished(() => expect(failures).toEqual([]));
  await page.goto(`${simulator.controlUrl}/#${number}`);
  await page.getByText('No messages yet.').waitFor();
  return page;
}

test('the owner of a phone links the device on the screen with one button, and logs it out again', async ({
  simulator,
  clients,
}) => {
  const page = await visit(simulator, SCHOOL);
  const auth = new Auth();
  const unlinked = clients.connect(auth);
  simulator.screen(await qrOf(unlinked));
  const closing = closeCode(unlinked);
  await page.getByText('Linked devices').click();
  await page.getByRole('button', { name: 'Scan the code on the screen' }).click();
  expect(await closing).toBe(515);

  const socket = await clients.open(auth);
  await page.locator('#devices').getByText('online').waitFor();
  const removed = closeCode(socket);
  await page.getByRole('button', { name: 'Log out' }).click();
  expect(await removed).toBe(401);
  await page.getByText('Linked devices (0)').waitFor();
});

test('a code that cannot be scanned is explained', async ({ simulator }) => {
  const page = await visit(simulator, SCHOOL);
  await page.getByText('Linked devices').click();
  await page.getByLabel('Text of the QR code').fill('not a code');
  await page.getByRole('button', { name: 'Scan', exact: true }).click();

  await page.getByRole('status').getByText('not a code for linking').waitFor();
});

test('messages appear as they come, with picture and link, are read, and can be answered', async ({
  simulator,
  clients,
}) => {
  const { socket } = await clients.link();
  const page = await visit(simulator, GUEST);
  const read = simulator.events.next('status', ({ message }) => message.id === 'PASS' && message.status === 'read');
  const caption = '*SMA 1*: pas Anda ada di https://sowan.example/p/ABC.';
  const image = { image: PNG, caption, mimetype: 'image/png', jpegThumbnail: '' };
  await socket.sendMessage(GUEST_JID, image, { messageId: 'PASS' });

  const bubble = page.locator('#message-in-PASS');
  const link = bubble.getByRole('link', { name: 'https://sowan.example/p/ABC', exact: true });
  expect(await link.getAttribute('href')).toBe('https://sowan.example/p/ABC');
  expect(await bubble.locator('strong').textContent()).toBe('SMA 1');
  await bubble.locator('img').evaluate('(picture) => picture.decode()');
  await read;

  await page.getByLabel('Message', { exact: true }).fill('Baik, terima kasih');
  await page.getByRole('button', { name: 'Send' }).click();
  expect(await simulator.waitForMessage(SCHOOL)).toMatchObject({ text: 'Baik, terima kasih', peer: GUEST });
  await page.locator('li.out').getByText('delivered').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});

test('what a guest writes is shown as text, never run', async ({ simulator, clients }) => {
  const { socket } = await clients.link();
  const page = await visit(simulator, GUEST);
  await socket.sendMessage(GUEST_JID, { text: '<img src=x onerror="document.title=1"> javascript:alert(1)' });

  await page.locator('li.in').getByText('<img src=x').waitFor();
  expect(await page.locator('li.in img, li.in a').count()).toBe(0);
});
