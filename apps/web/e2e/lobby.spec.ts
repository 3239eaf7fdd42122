import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { bookVisit, restOf, scanPass } from './support/api.ts';
import { demo } from './support/demo.ts';
import { logIn, open } from './support/people.ts';

const serial = String(Date.now()).slice(-6);

test('a guest without the message leaves a review in the lobby, on a phone without JavaScript', async ({ browser }) => {
  const host = await logIn(browser, 'host');
  const phone = `0817${serial}44`;
  const visit = await bookVisit(await restOf(host), `Tamu Lobi ${serial}`, { phone });
  await scanPass(await restOf(await logIn(browser, 'receptionist')), visit.token);
  // The host never says "finished": the guest is at the door already.
  expect((await (await restOf(host)).post(`/api/v1/appointments/${String(visit.id)}/meet`, { data: {} })).ok()).toBe(
    true,
  );

  const context = await browser.newContext({
    javaScriptEnabled: false,
    baseURL: demo().url,
    locale: 'id-ID',
    viewport: { width: 360, height: 740 },
  });
  const guest = await context.newPage();
  const send = () => guest.getByRole('button', { name: 'Kirim ulasan' }).click();
  await guest.goto('/lobby');
  await guest.locator('#phone').fill('12');
  await guest.locator('#comment').fill('Ramah sekali');
  await send();
  await expect(guest.getByText('1 sampai 5 bintang').or(guest.locator('#rating-help .text-error'))).toBeVisible();
  await expect(guest.locator('#comment')).toHaveValue('Ramah sekali');
  await guest.locator('input[name="rating"][value="4"]').check({ force: true });
  await send();
  await expect(guest.locator('#phone')).toHaveAttribute('aria-invalid', 'true');
  await guest.locator('#phone').fill(phone);
  await send();
  const thanks = await guest.locator('main').textContent();
  expect(thanks).toContain('Terima kasih!');
  await expect(host.getByTestId('pop-up').filter({ hasText: '4 dari 5' })).toBeVisible();

  await test.step('a number that nobody has is thanked in the same words', async () => {
    await guest.getByRole('link', { name: 'Ulasan tamu berikutnya' }).click();
    await expect(guest.locator('#phone')).toHaveValue('');
    await guest.locator('#phone').fill(`0817${serial}99`);
    await guest.locator('input[name="rating"][value="1"]').check({ force: true });
    await send();
    expect(await guest.locator('main').textContent()).toBe(thanks);
  });
  await context.close();
});

test('the lobby page and its poster', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: demo().url, locale: 'id-ID' });
  const screen = await context.newPage();
  await screen.goto('/lobby');
  await expect(screen.getByAltText('Kode QR menuju halaman ulasan')).toBeVisible();
  await expectAccessible(screen);
  await screen.setViewportSize({ width: 360, height: 740 });
  await expect(screen.getByAltText('Kode QR menuju halaman ulasan')).toBeHidden();
  await expectAccessible(screen);

  const admin = await logIn(browser, 'admin');
  await open(admin, '/admin/reviews');
  await expectAccessible(admin);
  await admin.locator('#language').selectOption('fr');
  const download = admin.waitForEvent('download');
  await admin.getByRole('button', { name: 'Unduh poster' }).click();
  expect((await download).suggestedFilename()).toBe('poster-fr.pdf');

  const host = await logIn(browser, 'host');
  const refused = await host.request.get('/admin/reviews/poster.pdf');
  expect(refused.headers()['content-type']).not.toContain('pdf');
});
