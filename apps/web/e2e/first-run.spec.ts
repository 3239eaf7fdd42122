import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { startEmpty, type FirstStart } from './support/first-start.ts';
import { mailTo } from './support/mails.ts';
import { open } from './support/people.ts';
import { inForm } from './support/soon.ts';

const DAY_MS = 86_400_000;
const serial = String(Date.now()).slice(-6);
const HOST = `guru-${serial}@sowan.example`;
const PASSWORD = 'kata sandi kepala sekolah';
const CHOSEN = 'kata sandi bu guru sendiri';

let sowan: FirstStart;
test.beforeAll(async () => {
  sowan = await startEmpty();
});
test.afterAll(() => sowan.stop());

async function setUp(page: Page, token: string): Promise<void> {
  await page.locator('#token').fill(token);
  await page.locator('#organisationName').fill('SD Melati');
  await page.locator('#name').fill('Ibu Kepala');
  await page.locator('#email').fill('kepala@sowan.example');
  await page.locator('#password').fill(PASSWORD);
  await page.locator('#password').press('Enter');
}

test('an admin sets up a school from nothing', async ({ browser }) => {
  const newPage = async () => (await browser.newContext({ baseURL: sowan.url, locale: 'id-ID' })).newPage();
  const admin = await newPage();
  const host = await newPage();

  await test.step('whoever holds the token becomes its admin, once', async () => {
    await admin.goto('/');
    await expect(admin).toHaveURL(/\/setup$/);
    await expectAccessible(admin);
    await setUp(admin, 'not-the-token-at-all');
    await expect(admin.locator('#token-help')).toContainText('Token tidak cocok');
    await setUp(admin, sowan.token);
    await expect(admin).toHaveURL(/\/admin\/whatsapp$/);
    await expect(admin.getByText('SD Melati').first()).toBeVisible();
    await host.goto('/setup');
    await expect(host.getByRole('heading', { name: 'Sowan sudah disiapkan' })).toBeVisible();
  });

  await test.step('says where the school is', async () => {
    await open(admin, '/admin/settings');
    await expect(admin.locator('#organisationName')).toHaveValue('SD Melati');
    await admin.locator('#address').fill('Jl. Melati 5, Malang');
    await admin.locator('#graceMinutes').fill('15');
    await admin.locator('#graceMinutes').press('Enter');
    await expect(admin.getByRole('status')).toContainText('Tersimpan');
  });

  await test.step('gives the first host an account; the temporary password is good for choosing another', async () => {
    await open(admin, '/admin/users/new');
    await admin.locator('#name').fill('Bu Rina');
    await admin.locator('#email').fill(HOST);
    await admin.locator('#email').press('Enter');
    await expect(admin.getByRole('status')).toContainText(HOST);
    const temporary = await mailTo(HOST, /[a-z2-9]{4}(-[a-z2-9]{4}){3}/);
    await host.goto('/login');
    await host.locator('#email').fill(HOST);
    await host.locator('#password').fill(temporary);
    await host.locator('#password').press('Enter');
    await expect(host).toHaveURL(/new-password/);
    await host.locator('#current').fill(temporary);
    await host.locator('#password').fill(CHOSEN);
    await host.locator('#password').press('Enter');
    await expect(host).toHaveURL(/\/host$/);
  });

  await test.step('closes a day, on which the host can then book nobody', async () => {
    const { date } = inForm(new Date(Date.now() + 10 * DAY_MS));
    await open(admin, '/admin/settings/calendar');
    await admin.locator('#first').fill(date);
    await admin.locator('#name').fill('Libur sekolah');
    await admin.locator('#name').press('Enter');
    await expect(admin.getByText('1 hari ditutup.')).toBeVisible();
    await open(host, '/host/book');
    await host.locator('#guestPhone').fill('0812 3000 0001');
    await host.locator('#guestName').fill('Siti Aminah');
    await host.locator('#purpose').fill('Rapor');
    await host.locator('#date').fill(date);
    await host.locator('#time').fill('10:00');
    await host.locator('#time').press('Enter');
    await expect(host.getByRole('alert')).toContainText('Libur sekolah');
    await host.locator('#date').fill(inForm(new Date(Date.now() + 11 * DAY_MS)).date);
    await host.locator('#time').press('Enter');
    await expect(host.getByTestId('booked')).toContainText('Siti Aminah');
  });
});
