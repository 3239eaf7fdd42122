import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { logIn, open } from './support/people.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`reports, backups and the overview are accessible and fit a small phone (${colorScheme})`, async ({
    browser,
  }) => {
    const page = await logIn(browser, 'admin', { colorScheme, viewport: { width: 360, height: 740 } });
    for (const path of ['/admin', '/admin/reports', '/admin/reports?period=day', '/admin/backups']) {
      await open(page, path);
      await expect(page.locator('h1')).toBeVisible();
      await expectAccessible(page);
    }
    await page.context().close();
  });
}

test('a report is read by day, week, month or any range, and taken along as CSV and PDF', async ({ browser }) => {
  const page = await logIn(browser, 'admin');
  await open(page, '/admin/reports?period=month&day=2026-02-10');
  await expect(page.getByTestId('report-span')).toContainText('Februari 2026');
  await page.getByRole('link', { name: 'Berikutnya' }).click();
  await expect(page.getByTestId('report-span')).toContainText('Maret 2026');
  await page.getByLabel('Dari tanggal').fill('2026-03-20');
  await page.getByLabel('Sampai tanggal').fill('2026-03-10');
  await page.getByRole('button', { name: 'Tampilkan' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  const csv = await page.request.get('/admin/reports/visits.csv?period=month&day=2026-02-10');
  expect(csv.headers()['content-type']).toContain('text/csv');
  expect(await csv.text()).toContain('2026-02-28');
  const pdf = await page.request.get('/admin/reports/visits.pdf?period=month&day=2026-02-10');
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await page.context().close();
});

test('a backup is asked for, tried and downloaded, and the overview says so', async ({ browser }) => {
  const page = await logIn(browser, 'admin');
  await open(page, '/admin/backups');
  await page.getByRole('button', { name: 'Cadangkan sekarang' }).click();
  await expect(page.getByTestId('backup-health')).toHaveAttribute('data-state', 'unproven', { timeout: 60_000 });
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Coba pulihkan yang terbaru' }).click();
  await expect(page.getByTestId('backup-health')).toHaveAttribute('data-state', 'proven', { timeout: 60_000 });
  const address = (await page.getByRole('link', { name: 'Unduh' }).first().getAttribute('href')) ?? '';
  const file = await page.request.get(address);
  expect(file.ok()).toBe(true);
  expect((await file.body()).length).toBe(Number(file.headers()['content-length']));
  await open(page, '/admin');
  await expect(page.getByTestId('backup-health')).toHaveAttribute('data-state', 'proven');
  const host = await logIn(browser, 'host');
  const refused = await host.request.get(address, { maxRedirects: 0 });
  expect(refused.status()).toBe(303);
  await page.context().close();
  await host.context().close();
});
