import { randomBytes } from 'node:crypto';
import { expect, request, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { restOf } from './support/api.ts';
import { demo } from './support/demo.ts';
import { mailTo } from './support/mails.ts';
import { logIn, open } from './support/people.ts';

const DAY_MS = 86_400_000;
const DEWI = `dewi-${randomBytes(4).toString('hex')}@sowan.example`;
const CHOSEN = 'kata sandi saya sendiri';
const RECOVERED = 'sandi baru yang panjang';

async function enter(page: Page, password: string): Promise<void> {
  await page.locator('#email').fill(DEWI);
  await page.locator('#password').fill(password);
  await page.locator('#password').press('Enter');
}

test('an admin sets up a school', async ({ browser }) => {
  const admin = await logIn(browser, 'admin');
  const stranger = await browser.newContext({ baseURL: demo().url, locale: 'id-ID' });
  const dewi = await stranger.newPage();

  await test.step('a new host gets a temporary password by mail, good for choosing another', async () => {
    await open(admin, '/admin/users/new');
    await expectAccessible(admin);
    await admin.locator('#name').fill('Dewi Lestari');
    await admin.locator('#email').fill(DEWI);
    await admin.locator('#email').press('Enter');
    await expect(admin.getByRole('status')).toContainText(DEWI);
    const temporary = await mailTo(DEWI, /[a-z2-9]{4}(-[a-z2-9]{4}){3}/);
    await dewi.goto('/login');
    await enter(dewi, temporary);
    await expect(dewi).toHaveURL(/new-password/);
    await expectAccessible(dewi);
    await dewi.goto('/host');
    await expect(dewi).toHaveURL(/new-password/);
    await dewi.locator('#current').fill(temporary);
    await dewi.locator('#password').fill(CHOSEN);
    await dewi.locator('#password').press('Enter');
    await expect(dewi).toHaveURL(/\/host/);
  });

  await test.step('forgotten, it is replaced by a mailed link, which ends the old session', async () => {
    const other = await browser.newContext({ baseURL: demo().url, locale: 'id-ID' });
    const page = await other.newPage();
    await page.goto('/password');
    await page.locator('#email').fill(DEWI);
    await page.locator('#email').press('Enter');
    await expect(page.getByRole('status')).toBeVisible();
    await page.goto(await mailTo(DEWI, /https?:\/\/\S+\/password\/\S+/));
    await page.locator('#password').fill(RECOVERED);
    await page.locator('#password').press('Enter');
    await expect(page).toHaveURL(/login\?changed/);
    await enter(page, RECOVERED);
    await expect(page).toHaveURL(/\/host/);
    await other.close();
    await dewi.goto('/host');
    await expect(dewi).toHaveURL(/login/);
  });

  await test.step('settings are kept', async () => {
    await open(admin, '/admin/settings');
    await expectAccessible(admin);
    await admin.locator('#mapLink').fill('http://maps.example.org/x');
    await admin.locator('#graceMinutes').press('Enter');
    await expect(admin.locator('#mapLink-help')).toContainText('https://');
    await admin.locator('#mapLink').fill('');
    await admin.locator('#graceMinutes').fill('12');
    await admin.locator('#graceMinutes').press('Enter');
    await expect(admin.getByRole('status')).toContainText('Tersimpan');
    await admin.reload();
    await expect(admin.locator('#graceMinutes')).toHaveValue('12');
  });

  await test.step('a holiday refuses a booking', async () => {
    await open(admin, '/admin/settings/calendar');
    const day = new Date(Date.now() + 10 * DAY_MS).toISOString().slice(0, 10);
    await admin.locator('#first').fill(day);
    await admin.locator('#name').fill('Libur sekolah');
    await admin.locator('#name').press('Enter');
    await expect(admin.getByText('1 hari ditutup.')).toBeVisible();
    const rest = await restOf(admin);
    const data = {
      guestName: 'Siti',
      guestPhone: '081234500001',
      purpose: 'Rapor',
      scheduledAt: `${day}T03:00:00Z`,
    };
    const answer = await rest.post('/api/v1/appointments', { data });
    expect(answer.status()).toBe(400);
    expect(await answer.json()).toMatchObject({ message: 'school_closed' });
  });

  await test.step('a token reads what its scope says, until it is revoked', async () => {
    await open(admin, '/admin/tokens');
    await expectAccessible(admin);
    await admin.locator('#name').fill('Papan pengumuman');
    await admin.getByLabel('user: membaca').check();
    await admin.locator('#name').press('Enter');
    const secret = (await admin.getByTestId('token-secret').textContent())?.trim() ?? '';
    const program = await request.newContext({
      baseURL: demo().url,
      extraHTTPHeaders: { authorization: `Bearer ${secret}` },
    });
    expect((await program.get('/api/v1/users')).status()).toBe(200);
    expect((await program.get('/api/v1/tokens')).status()).toBe(403);
    // Without a body it has no type either, which is no reason to take a program for another site's form.
    expect(await (await program.post('/api/v1/appointments/1/cancel')).json()).toMatchObject({ code: 'FORBIDDEN' });
    await admin.getByRole('button', { name: 'Cabut: Papan pengumuman' }).click();
    await expect(admin.getByText('Token dicabut')).toBeVisible();
    expect((await program.get('/api/v1/users')).status()).toBe(401);
  });

  await test.step('and all of it is in the audit log', async () => {
    await open(admin, '/admin/audit');
    await expectAccessible(admin);
    for (const action of ['token.revoked', 'calendar.closed', 'settings.updated', 'password.recovered'])
      await expect(admin.getByText(action, { exact: true }).first()).toBeVisible();
    await admin.getByRole('link', { name: 'Pindaian', exact: true }).click();
    await expect(admin.getByRole('heading', { name: 'Pindaian', exact: true })).toBeVisible();
    await expectAccessible(admin);
  });
});
