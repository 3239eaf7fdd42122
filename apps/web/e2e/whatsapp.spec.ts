import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';
import { expectAccessible } from './support/accessible.ts';
import { logIn, open } from './support/people.ts';
import { enterCode, messageOn, newPhone, pictureUrl, readAll, scanQr, writeFrom } from './support/phones.ts';

const OFFICE = '6281110000011';
const EVENTS = '6281110000012';
const GUEST = '6281230000111';

/** Makes a session on the overview; ends on its page. */
async function create(page: Page, name: string): Promise<string> {
  await open(page, '/admin/whatsapp');
  await page.getByTestId('wa-create').locator('summary').click();
  await page.locator('#session-name').fill(name);
  await page.locator('#session-name').press('Enter');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  return page.url();
}

async function logOutAndDelete(page: Page, address: string): Promise<void> {
  await open(page, address);
  await expect(page.getByTestId('wa-delete')).toBeDisabled();
  await page.getByTestId('wa-log-out').click();
  await page.locator('dialog[open]').getByTestId('confirm').click();
  await expect(page.getByTestId('wa-linked')).toBeHidden();
  await page.getByTestId('wa-delete').click();
  await page.locator('dialog[open]').getByTestId('confirm').click();
  await expect(page).toHaveURL(/\/admin\/whatsapp$/);
}

test('two numbers, one linked by its QR and one by a code; a picture written by hand and its answer', async ({
  browser,
}) => {
  await newPhone(OFFICE, 'Kantor');
  await newPhone(EVENTS, 'Panitia');
  await newPhone(GUEST, 'Sri Wahyuni');
  const admin = await logIn(browser, 'admin');

  const office = await create(admin, 'Kantor');
  await test.step('only buttons that make sense can be pressed', async () => {
    for (const button of ['wa-stop', 'wa-restart', 'wa-log-out'])
      await expect(admin.getByTestId(button)).toBeDisabled();
    await expect(admin.getByTestId('wa-start')).toBeEnabled();
  });
  await test.step('the first is linked by its QR', async () => {
    await admin.getByTestId('wa-start').click();
    await expect(admin.getByTestId('seconds-left')).toBeVisible();
    const code = await admin.getByTestId('qr-text').textContent();
    await scanQr(OFFICE, code?.trim() ?? '');
    await expect(admin.getByTestId('wa-linked')).toContainText(OFFICE);
    await expect(admin.getByTestId('qr-text')).toBeHidden();
    for (const button of ['wa-start', 'wa-restart', 'wa-delete'])
      await expect(admin.getByTestId(button)).toBeDisabled();
  });

  const events = await create(admin, 'Panitia');
  await test.step('the second is linked by a code typed on the phone', async () => {
    await admin.getByText('Tidak bisa memindai?').click();
    await admin.locator('input[type=tel]').fill('0811 1000 0012');
    await admin.getByTestId('wa-pair').click();
    const code = await admin.getByTestId('pairing-code').textContent();
    await enterCode(EVENTS, (code ?? '').replace(/[\s-]/g, ''));
    await expect(admin.getByTestId('wa-linked')).toContainText(EVENTS);
  });

  await test.step('its pace can be set, and a wrong figure is said beside the field', async () => {
    await admin.locator('#minGapMs').fill('9');
    await admin.locator('#maxGapMs').fill('1');
    await admin.getByTestId('wa-sending-save').click();
    await expect(admin.locator('#maxGapMs-help')).toContainText('Jeda');
    await admin.locator('#minGapMs').fill('0,1');
    await admin.locator('#maxGapMs').fill('0,2');
    await admin.getByTestId('wa-sending-save').click();
    await expect(admin.getByText('Tersimpan')).toBeVisible();
  });

  const watcher = await admin.context().newPage();
  await open(watcher, '/admin/whatsapp/messages');
  await test.step('a picture written by hand waits while its session is paused', async () => {
    await admin.getByTestId('wa-pause').click();
    await expect(admin.getByTestId('wa-sending-state')).toHaveAttribute('data-state', 'paused');
    await open(admin, '/admin/whatsapp/send');
    await admin.locator('#to').fill('0812 3000 0111');
    await expect(admin.getByTestId('number')).toHaveText('+6281230000111');
    await admin.locator('#text').fill('Denah sekolah');
    const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#336699' } });
    await admin
      .locator('#file')
      .setInputFiles({ name: 'denah.png', mimeType: 'image/png', buffer: await picture.png().toBuffer() });
    await admin.locator('#sessionId').selectOption({ label: 'Panitia' });
    await admin.getByTestId('send').click();
    await expect(admin.getByTestId('message-status')).toHaveAttribute('data-status', 'queued');
    await expectAccessible(admin);
  });

  await test.step('the ledger keeps it behind a chip until it is asked for', async () => {
    await watcher.getByTestId('live-news').click();
    await expect(watcher.getByTestId('ledger').locator('li').first()).toContainText('+6281230000111');
  });

  await test.step('when the pause ends it reaches the phone, and its receipts the open pages', async () => {
    const session = await admin.context().newPage();
    await open(session, events);
    await session.getByTestId('wa-resume').click();
    const arrived = await messageOn(GUEST, (message) => message.kind === 'image');
    expect(arrived.text).toBe('Denah sekolah');
    const bytes = await (await fetch(pictureUrl(GUEST, arrived))).arrayBuffer();
    expect((await sharp(Buffer.from(bytes)).metadata()).width).toBe(64);
    await expect(admin.getByTestId('message-status')).toHaveAttribute('data-status', 'delivered');
    await readAll(GUEST);
    await expect(admin.getByTestId('message-status')).toHaveAttribute('data-status', 'read');
    await expect(admin.getByTestId('timeline').locator('[data-step=read]')).toBeVisible();
    await expect(watcher.getByTestId('ledger').locator('li').first()).toHaveAttribute('data-status', 'read');
    await session.close();
  });

  await test.step('the answer appears in the inbox, behind a chip when the page is open', async () => {
    await open(watcher, '/admin/whatsapp/inbox');
    await writeFrom(GUEST, EVENTS, 'Terima kasih, sudah saya terima');
    await watcher.getByTestId('live-news').click();
    const row = watcher.getByTestId('inbox').locator('li').first();
    await expect(row).toContainText('sudah saya terima');
    await expect(row).toContainText('Panitia');
    await row.getByRole('link', { name: /Balas/ }).click();
    await expect(watcher.locator('#to')).toHaveValue('+6281230000111');
  });

  await test.step('a stopped session keeps its number; a logged-out one may be deleted', async () => {
    await open(admin, office);
    await admin.getByTestId('wa-stop').click();
    await expect(admin.getByTestId('wa-status')).toHaveAttribute('data-status', 'stopped');
    await expect(admin.getByTestId('wa-linked')).toContainText(OFFICE);
    await admin.getByTestId('wa-start').click();
    await expect(admin.getByTestId('wa-status')).toHaveAttribute('data-status', 'connected');
    await logOutAndDelete(admin, office);
    await logOutAndDelete(admin, events);
  });
  await admin.context().close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the WhatsApp pages are accessible and fit a small phone (${colorScheme})`, async ({ browser }) => {
    const admin = await logIn(browser, 'admin', { colorScheme, viewport: { width: 360, height: 740 } });
    const sessions = (await (await admin.request.get('/api/v1/whatsapp/sessions')).json()) as { id: number }[];
    const pages = ['', `/${String(sessions[0]?.id)}`, '/messages', '/inbox', '/send'];
    for (const path of pages) {
      await open(admin, `/admin/whatsapp${path}`);
      await expect(admin.locator('h1')).toBeVisible();
      await expectAccessible(admin);
    }
    await admin.context().close();
  });
}
