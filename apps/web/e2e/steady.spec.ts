import { expect, test, type Page } from '@playwright/test';
import { bookVisit, restOf, scanPass } from './support/api.ts';
import { logIn, open } from './support/people.ts';
import { expectSteady, watchLayout } from './support/steady.ts';

const serial = String(Date.now()).slice(-6);
const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];

test('what arrives live moves nothing on the pages of host, desk, wall and office', async ({ browser }) => {
  const pages: { page: Page; path: string }[] = [];
  for (const viewport of SIZES) {
    pages.push({ page: await logIn(browser, 'host', { viewport }), path: '/host' });
    pages.push({ page: await logIn(browser, 'receptionist', { viewport }), path: '/desk' });
    pages.push({ page: await logIn(browser, 'receptionist', { viewport }), path: '/desk/live' });
    pages.push({ page: await logIn(browser, 'admin', { viewport }), path: '/admin' });
  }
  const [first, desk] = pages;
  if (!first || !desk) throw new Error('unreachable');
  const host = await restOf(first.page);
  const reception = await restOf(desk.page);
  // A day that has begun: somebody waits, somebody is expected.
  await scanPass(reception, (await bookVisit(host, `Tamu Pertama ${serial}`)).token);
  const known = await bookVisit(host, `Tamu Kedua ${serial}`);
  for (const { page, path } of pages) {
    await open(page, path);
    await page.evaluate(() => document.fonts.ready);
    await watchLayout(page);
  }

  const unknown = await bookVisit(host, `Tamu Ketiga ${serial}`);
  await scanPass(reception, known.token);
  await scanPass(reception, unknown.token);
  await host.post(`/api/v1/appointments/${String(known.id)}/meet`, { data: {} });
  await host.post(`/api/v1/appointments/${String(known.id)}/finish`, { data: {} });
  await expect(first.page.getByTestId('pop-up').filter({ hasText: `Tamu Ketiga ${serial}` })).toBeVisible();
  const answered = Date.now();
  await host.post(`/api/v1/appointments/${String(unknown.id)}/answer`, { data: { answer: 'coming' } });
  // Pages that ask for what they may see have done so when this one has been told.
  await expect.poll(() => Date.now() - answered, { timeout: 5000 }).toBeGreaterThan(1500);
  for (const { page } of pages) await expectSteady(page);
});
