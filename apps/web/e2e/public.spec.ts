import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { demo } from './support/demo.ts';
import { logIn } from './support/people.ts';

test.use({ viewport: { width: 360, height: 740 } });

/** A guest's pass for today, as the host could share it by hand. */
async function bookPass(page: Page, guestName: string, guestPhone: string): Promise<{ id: number; token: string }> {
  const booked = await page.request.post('/api/v1/appointments', {
    headers: { origin: demo().url },
    data: { guestName, guestPhone, purpose: 'Rapor', scheduledAt: new Date(Date.now() + 60_000).toISOString() },
  });
  const { id, passToken } = (await booked.json()) as { id: number; passToken: string };
  return { id, token: passToken };
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the public pages are accessible and fit a small phone (${colorScheme})`, async ({ browser }) => {
    const host = await logIn(browser, 'host');
    const { token } = await bookPass(host, 'Maria Goretti Simanjuntak-Panggabean', '0812 3000 4401');
    const page = await (await browser.newContext({ baseURL: demo().url, colorScheme, locale: 'id-ID' })).newPage();
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ['/', '/login', '/setup', `/p/${token}`, '/p/FORGED', '/f/unknown', '/nowhere']) {
      await page.goto(path);
      await expect(page.locator('h1')).toBeVisible();
      expect(await page.title()).not.toBe('');
      await expectAccessible(page);
    }
    await page.context().close();
    await host.context().close();
  });
}

test('a wrong password is said beside what was typed, and the right one leads where the reader was headed', async ({
  browser,
}) => {
  const host = demo().accounts.find(({ role }) => role === 'host');
  if (!host) throw new Error('the demo has no host');
  const context = await browser.newContext({ baseURL: demo().url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/host/book');
  await page.locator('#email').fill(host.email);
  await page.locator('#password').fill('something else');
  await page.locator('main form button').click();
  await expect(page.getByRole('alert')).toContainText('salah');
  await expect(page.locator('#email')).toHaveValue(host.email);
  await page.locator('#password').fill(host.password);
  await page.locator('main form button').click();
  await expect(page).toHaveURL(/\/host\/book$/);
  await page.goto('/login?to=//evil.example');
  await expect(page).toHaveURL(new URL('/host', demo().url).href);
  await context.close();
});

test('the set-up is over once it is done', async ({ page }) => {
  await page.goto(new URL('/setup', demo().url).href);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sowan sudah disiapkan');
  await expect(page.locator('main').getByRole('link', { name: 'Masuk' })).toBeVisible();
});

test('a pass page follows its visit without a reload, and shows no code that is spent', async ({ browser }) => {
  const host = await logIn(browser, 'host');
  const { id, token } = await bookPass(host, 'Siti Aminah', '0812 3000 4402');
  const context = await browser.newContext({ baseURL: demo().url, colorScheme: 'dark', locale: 'id-ID' });
  const pass = await context.newPage();
  await pass.goto(`/P/${token}`);
  const state = pass.getByTestId('pass-state');
  await expect(state).toHaveAttribute('data-state', 'today');
  const picture = pass.getByRole('img', { name: /Siti Aminah/ });
  await expect(picture).toBeVisible();
  await expect(picture.locator('..')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(pass.locator('meta[name="robots"]')).toHaveAttribute('content', 'noindex');
  await expect(pass.getByText('Halaman ini berubah sendiri')).toBeVisible();

  await host.request.post(`/api/v1/appointments/${String(id)}/cancel`, { headers: { origin: demo().url }, data: {} });
  await expect(state).toHaveAttribute('data-state', 'cancelled');
  await expect(picture).toBeHidden();
  await context.close();
  await host.context().close();
});

test('a pass with one sign changed is refused in words, with what to do', async ({ browser }) => {
  const host = await logIn(browser, 'host');
  const { token } = await bookPass(host, 'Budi Santoso', '0812 3000 4403');
  const forged = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
  const answer = await host.goto(`/p/${forged}`);
  expect(answer?.status()).toBe(404);
  await expect(host.getByRole('heading', { level: 1 })).toHaveText('Kode ini tidak asli');
  await expect(host.locator('main')).toContainText('penerima tamu');
  await host.context().close();
});
