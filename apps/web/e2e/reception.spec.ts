import { expect, test, type Page } from '@playwright/test';
import { bookVisit, restOf, scanPass } from './support/api.ts';
import { expectAccessible } from './support/accessible.ts';
import { logIn, open } from './support/people.ts';
import { handScanner } from './support/scanner.ts';

const answerOn = (page: Page) => page.getByTestId('scan-answer');

test('a walk-in is registered with the keyboard alone; the host is told, the badge fits its sleeve', async ({
  browser,
}) => {
  const host = await logIn(browser, 'host');
  const desk = await logIn(browser, 'receptionist');
  await desk.keyboard.press('w');
  await expect(desk.locator('#guestName')).toBeFocused();
  await expectAccessible(desk);
  await desk.keyboard.press('Enter');
  await expect(desk.locator('#guestName')).toHaveAttribute('aria-invalid', 'true');

  await desk.locator('#guestName').fill('Pak Kurir');
  await desk.keyboard.press('Tab');
  await desk.keyboard.type('Budi');
  await desk.keyboard.press('Tab');
  await desk.keyboard.type('Antar buku');
  await desk.keyboard.press('Enter');
  const answer = answerOn(desk);
  await expect(answer).toHaveAttribute('data-outcome', 'admitted');
  await expect(answer).toContainText('Pak Kurir');
  await expect(host.getByTestId('pop-up').filter({ hasText: 'Pak Kurir sudah tiba' })).toBeVisible();
  await expectAccessible(desk);

  await desk.keyboard.press('Escape');
  await expect(answer).toBeHidden();
  await desk.keyboard.press('/');
  await expect(desk.locator('#desk-search')).toBeFocused();
  await desk.keyboard.type('kurir');
  await desk.locator('li[data-status="waiting"]').filter({ hasText: 'Pak Kurir' }).getByRole('button').click();
  const badge = desk.getByRole('link', { name: 'Cetak tanda tamu' });
  await open(desk, (await badge.getAttribute('href')) ?? '');
  const card = await desk.getByTestId('badge').boundingBox();
  expect([card?.width, card?.height].map((px) => Math.round(((px ?? 0) / 96) * 25.4))).toEqual([86, 54]);
  await expectAccessible(desk);
});

test("an admission made by mistake is taken back with one key, and the host's pop-up goes", async ({ browser }) => {
  const host = await logIn(browser, 'host');
  const desk = await logIn(browser, 'receptionist');
  const { token } = await bookVisit(await restOf(host), 'Tamu Keliru');
  await expect(host.getByText('Tamu Keliru').first()).toBeVisible();
  await handScanner(desk, token);
  await expect(answerOn(desk)).toHaveAttribute('data-outcome', 'admitted');
  const popUp = host.getByTestId('pop-up').filter({ hasText: 'Tamu Keliru' });
  await expect(popUp).toBeVisible();
  await desk.keyboard.press('u');
  await expect(popUp).toBeHidden();
  await expect(answerOn(desk)).toBeHidden();
  await expect(desk.getByTestId('recent').locator('li').first()).toContainText('Dibatalkan meja');
  await handScanner(desk, token);
  await expect(answerOn(desk)).toHaveAttribute('data-outcome', 'admitted');
});

test('early, late, wrong-day, cancelled, revoked, double and forged passes, each with its reason and remedy', async ({
  browser,
}) => {
  const host = await restOf(await logIn(browser, 'host'));
  const admin = await restOf(await logIn(browser, 'admin'));
  const desk = await logIn(browser, 'receptionist');
  const answer = answerOn(desk);

  await test.step('early is welcome', async () => {
    const { token } = await bookVisit(host, 'Tamu Pagi', { at: new Date(Date.now() + 55_000) });
    await handScanner(desk, token);
    await expect(answer).toHaveAttribute('data-outcome', 'admitted');
    await expect(answer).not.toContainText('terlambat');
  });

  await test.step('double names the time and the desk', async () => {
    const { token } = await bookVisit(host, 'Tamu Ganda Dua');
    await scanPass(await restOf(desk), token, 'Gerbang Barat');
    await handScanner(desk, token);
    await expect(answer).toHaveAttribute('data-reason', 'already_in');
    await expect(answer).toContainText('Gerbang Barat');
  });

  await test.step('late is let in and said to be late', async () => {
    await admin.patch('/api/v1/settings', { data: { graceMinutes: 0 } });
    const at = new Date(Date.now() + 1500);
    const { token } = await bookVisit(host, 'Tamu Siang', { at });
    // The desk goes by settings a few seconds old.
    await expect.poll(() => Date.now(), { timeout: 10_000 }).toBeGreaterThan(at.getTime() + 3500);
    await handScanner(desk, token);
    await expect(answer).toHaveAttribute('data-outcome', 'admitted');
    await expect(answer).toContainText('terlambat');
    await admin.patch('/api/v1/settings', { data: { graceMinutes: 10 } });
  });

  await test.step('another day says which, and becomes a walk-in with one button', async () => {
    const { token } = await bookVisit(host, 'Tamu Besok', { at: new Date(Date.now() + 24 * 3_600_000) });
    await handScanner(desk, token);
    await expect(answer).toHaveAttribute('data-reason', 'other_day');
    await expectAccessible(desk);
    await desk.getByTestId('remedy-open').click();
    await expect(desk.getByTestId('visit')).toContainText('Tamu Besok');
    await desk.getByRole('button', { name: 'Daftarkan sebagai tamu langsung' }).click();
    await expect(desk.locator('#guestName')).toHaveValue('Tamu Besok');
    await expect(desk.locator('#purpose')).toHaveValue('Rapor');
    await desk.getByRole('button', { name: 'Daftarkan dan persilakan masuk' }).click();
    await expect(answer).toHaveAttribute('data-outcome', 'admitted');
  });

  await test.step('cancelled, and its pass revoked', async () => {
    const { id, token } = await bookVisit(host, 'Tamu Batal');
    await host.post(`/api/v1/appointments/${String(id)}/cancel`, { data: {} });
    await handScanner(desk, token);
    await expect(answer).toHaveAttribute('data-reason', 'cancelled');
    await desk.keyboard.press('Escape');
  });

  await test.step('replaced by a newer one: who stands there is let in by name, after a look at the appointment', async () => {
    const { id, token } = await bookVisit(host, 'Tamu Ganti');
    expect((await host.post(`/api/v1/appointments/${String(id)}/pass`, { data: {} })).ok()).toBe(true);
    await handScanner(desk, token);
    await expect(answer).toHaveAttribute('data-reason', 'revoked');
    await expect(answer).toContainText('sudah dicabut');
    await expect(answer).toContainText('pesan terbaru');
    await expect(answer).toContainText('Tamu Ganti');
    await expectAccessible(desk);
    await desk.getByTestId('remedy-open').click();
    await expect(desk.getByTestId('visit')).toContainText('Tamu Ganti');
    await desk.getByTestId('let-in').click();
    await expect(answer).toHaveAttribute('data-outcome', 'admitted');
  });

  await test.step('forged; typed by a scanner into a field that was being filled in, which keeps what it held', async () => {
    const { token } = await bookVisit(host, 'Tamu Asli');
    const search = desk.locator('#desk-search');
    await search.fill('Tamu As');
    const forged = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
    await handScanner(desk, forged);
    await expect(answer).toHaveAttribute('data-reason', 'not_genuine');
    await expect(search).toHaveValue('Tamu As');
    await desk.keyboard.press('Escape');
    await expect(answer).toBeHidden();
    await expect(search).toHaveValue('Tamu As');
    await desk
      .getByTestId('visit')
      .or(desk.locator('li').filter({ hasText: 'Tamu Asli' }))
      .first()
      .click();
    await desk.getByTestId('let-in').click();
    await expect(answer).toHaveAttribute('data-outcome', 'admitted');
  });
});
