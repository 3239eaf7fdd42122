import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type Page } from '@playwright/test';
import { browserOptions } from './support/browser.ts';
import { filmOf } from './support/camera.ts';
import { logIn, open } from './support/people.ts';
import { inForm, soonToday } from './support/soon.ts';
import { messageOn, newPhone, pictureUrl, scanQr } from './support/phones.ts';

const SCHOOL = '6281110000001';
const GUEST = '6281230000077';

async function linkWhatsapp(admin: Page): Promise<void> {
  await open(admin, '/admin/whatsapp');
  await admin.getByTestId('wa-start').click();
  const code = await admin.getByTestId('qr-text').textContent();
  await scanQr(SCHOOL, code?.trim() ?? '');
  await expect(admin.getByTestId('wa-linked')).toContainText('6281110000001');
  await expect(admin.getByTestId('qr-text')).toBeHidden();
}

test('a visit, from the booking to the review', async ({ browser }) => {
  await newPhone(SCHOOL, 'Sekolah');
  await newPhone(GUEST, 'Wulan Pertiwi');
  const hostTab = await logIn(browser, 'host');

  const booking = await hostTab.context().newPage();
  await test.step('the host books while WhatsApp is not linked: the message waits, and both tabs say so', async () => {
    await open(booking, '/host/book');
    await booking.locator('#guestPhone').fill('0812 3000 0077');
    await booking.locator('#guestName').fill('Wulan Pertiwi');
    await booking.locator('#purpose').fill('Konsultasi rapor');
    const { date, time } = inForm(await soonToday(2));
    await booking.locator('#date').fill(date);
    await booking.locator('#time').fill(time);
    await booking.locator('#time').press('Enter');
    await expect(booking.getByText('WhatsApp belum terhubung').first()).toBeVisible();
    // On a busy day it waits behind the chip, so that nothing moves under a finger.
    const chip = hostTab.getByTestId('show-news');
    await expect(hostTab.getByText('Wulan Pertiwi').or(chip).first()).toBeVisible();
    if (await chip.isVisible()) await chip.click();
    await expect(hostTab.getByText('Wulan Pertiwi').first()).toBeVisible();
  });

  await test.step('the admin links the number by its QR code, and the waiting message goes out', async () => {
    const admin = await logIn(browser, 'admin');
    await linkWhatsapp(admin);
    await admin.context().close();
  });
  const pass = await messageOn(GUEST, (message) => message.kind === 'image');
  expect(pass.text).toContain('Konsultasi rapor');

  const film = join(await mkdtemp(join(tmpdir(), 'sowan-camera-')), 'pass.y4m');
  const picture = await fetch(pictureUrl(GUEST, pass));
  await filmOf(Buffer.from(await picture.arrayBuffer()), film);
  const deskBrowser = await chromium.launch(browserOptions(film));
  const desk = await logIn(deskBrowser, 'receptionist', { permissions: ['camera'] });
  await test.step("the desk's camera sees the picture on the guest's phone and lets her in", async () => {
    await desk.getByRole('button', { name: 'Nyalakan kamera' }).click();
    const answer = desk.getByTestId('scan-answer');
    await expect(answer).toHaveAttribute('data-outcome', 'admitted');
    await expect(answer).toContainText('Wulan Pertiwi');
  });
  await deskBrowser.close();

  await test.step('every open tab of the host shows her arrival without a reload', async () => {
    for (const tab of [hostTab, booking])
      await expect(tab.getByTestId('pop-up').filter({ hasText: 'Wulan Pertiwi sudah tiba' })).toBeVisible();
  });

  await test.step('they meet and part', async () => {
    // With other guests waiting, news moves nothing under a finger: it waits behind a chip.
    const news = hostTab.getByTestId('show-news');
    if (await news.isVisible()) await news.click();
    await hostTab.getByRole('button', { name: /Pertemuan dimulai.*Wulan Pertiwi/ }).click();
    await hostTab.getByRole('button', { name: /selesai.*Wulan Pertiwi/i }).click();
  });

  await test.step('she leaves a review on a phone without JavaScript, and the host sees it', async () => {
    const invitation = await messageOn(GUEST, (message) => /\/f\//.test(message.text ?? ''));
    const link = /https?:\/\/\S+\/f\/\S+/.exec(invitation.text ?? '')?.[0] ?? '';
    const phone = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 740 },
      locale: 'id-ID',
    });
    const review = await phone.newPage();
    await review.goto(link);
    await review.locator('input[name="rating"][value="5"]').check({ force: true });
    await review.locator('textarea[name="comment"]').fill('Ramah sekali');
    await review.getByRole('button', { name: /kirim/i }).click();
    await expect(review.getByText(/terima kasih/i).first()).toBeVisible();
    await phone.close();
    await expect(hostTab.getByTestId('pop-up').filter({ hasText: '5 dari 5' })).toBeVisible();
  });
});
