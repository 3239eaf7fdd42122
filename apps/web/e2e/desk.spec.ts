import { expect, test } from '@playwright/test';
import { bookVisit, restOf, scanPass } from './support/api.ts';
import { layLine } from './support/line.ts';
import { logIn } from './support/people.ts';
import { handScanner } from './support/scanner.ts';

test('two desks that scan one pass at the same instant: one lets the guest in, the other sees where', async ({
  browser,
}) => {
  const host = await restOf(await logIn(browser, 'host'));
  const desk = await restOf(await logIn(browser, 'receptionist'));
  const { token } = await bookVisit(host, 'Tamu Ganda');
  const answers = await Promise.all(['Meja A', 'Meja B'].map((name) => scanPass(desk, token, name)));
  const admitted = answers.filter((answer) => answer.outcome === 'admitted');
  const refused = answers.filter((answer) => answer.outcome === 'refused');
  expect(admitted).toHaveLength(1);
  expect(refused).toMatchObject([
    { reason: 'already_in', appointment: { admittedDesk: admitted[0]?.appointment?.admittedDesk } },
  ]);
});

test('a hand scanner works wherever the focus is; a forged code is refused with its reason', async ({ browser }) => {
  const host = await restOf(await logIn(browser, 'host'));
  const page = await logIn(browser, 'receptionist');
  const { token } = await bookVisit(host, 'Tamu Pemindai');
  const answer = page.getByTestId('scan-answer');
  await expect(page.getByTestId('line')).toHaveAttribute('data-up', 'true');

  const forged = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
  await handScanner(page, forged);
  await expect(answer).toHaveAttribute('data-reason', 'not_genuine');
  await page.keyboard.press('Escape');
  await expect(answer).toBeHidden();

  await handScanner(page, `HTTPS://TAMU.EXAMPLE.ORG/P/${token}`);
  await expect(answer).toHaveAttribute('data-outcome', 'admitted');
  await expect(answer).toContainText('Tamu Pemindai');
});

test("a host's tab that was cut off shows what it missed once it is back, without a reload; so does the other tab", async ({
  browser,
}) => {
  const line = await layLine();
  const tab = await logIn(browser, 'host', { baseURL: line.url });
  const other = await logIn(browser, 'host');
  const host = await restOf(tab);
  const desk = await restOf(await logIn(browser, 'receptionist'));
  const { token } = await bookVisit(host, 'Tamu Terlewat');
  await expect(tab.getByText('Tamu Terlewat').first()).toBeVisible();

  line.cut();
  await expect(tab.getByText('Koneksi terputus', { exact: false })).toBeVisible({ timeout: 60_000 });
  expect((await scanPass(desk, token)).outcome).toBe('admitted');
  await expect(other.getByTestId('pop-up').filter({ hasText: 'Tamu Terlewat' })).toBeVisible();
  await expect(tab.getByTestId('pop-up').filter({ hasText: 'Tamu Terlewat' })).toBeHidden();

  line.mend();
  await expect(tab.getByTestId('pop-up').filter({ hasText: 'Tamu Terlewat' })).toBeVisible({ timeout: 60_000 });
  await tab.context().close();
  await line.close();
});
