import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { restOf } from './support/api.ts';
import { demo } from './support/demo.ts';
import { mailTo } from './support/mails.ts';
import { logIn, open } from './support/people.ts';

const DAY_MS = 86_400_000;
const serial = String(Date.now()).slice(-6);
const PASSWORD = 'kopi tubruk hangat';

test('a guest finds the way and the own visits, cannot come, and is forgotten on request', async ({ browser }) => {
  const admin = await logIn(browser, 'admin');
  const name = `Ibu Portal ${serial}`;
  const email = `portal-${serial}@example.org`;
  const phone = `0816${serial}33`;
  const rest = await restOf(admin);
  const place = {
    address: 'Jl. Merdeka 1',
    directions: 'Gerbang timur',
    mapLink: 'https://maps.example.org/?q=-6.9,107.6',
  };
  expect((await rest.patch('/api/v1/settings', { data: place })).ok()).toBe(true);
  const scheduledAt = new Date(Date.now() + 3 * DAY_MS).toISOString();
  const booking = { guestName: name, guestPhone: phone, guestEmail: email, purpose: 'Rapor', scheduledAt };
  const visit = (await (await rest.post('/api/v1/appointments', { data: booking })).json()) as { id: number };
  // An old phone: nothing here may need a script.
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: demo().url, locale: 'id-ID' });
  const guest = await context.newPage();

  await test.step('asks for the link, and chooses a password', async () => {
    await guest.goto('/guest');
    await expect(guest).toHaveURL(/\/guest\/login$/);
    await guest.getByRole('link', { name: 'Baru pertama kali' }).click();
    await guest.locator('#phone').fill(phone);
    await guest.getByRole('button', { name: 'Kirim tautan' }).click();
    await expect(guest.getByRole('status')).toContainText('satu jam');
    const link = await mailTo(email, /\/guest\/password\/\S+/);
    await guest.goto(link);
    await guest.locator('#password').fill(PASSWORD);
    await guest.getByRole('button', { name: 'Simpan dan masuk' }).click();
    await expect(guest.getByText('Rapor')).toBeVisible();
  });

  await test.step('logs out, mistypes the password, and logs in again', async () => {
    await guest.getByRole('button', { name: 'Keluar' }).click();
    await guest.locator('#phone').fill(phone);
    await guest.locator('#password').fill('salah sekali');
    await guest.getByRole('button', { name: 'Masuk' }).click();
    await expect(guest.getByRole('alert')).toContainText('Nomor atau kata sandi salah');
    await expect(guest.locator('#phone')).toHaveValue(phone);
    await guest.locator('#password').fill(PASSWORD);
    await guest.getByRole('button', { name: 'Masuk' }).click();
    await expect(guest.getByText('Rapor')).toBeVisible();
  });

  await test.step('takes the visit into a calendar, and says that the visit cannot be', async () => {
    await guest.getByRole('link', { name: 'Kode masuk dan status' }).click();
    await expect(guest.getByText('Jl. Merdeka 1')).toBeVisible();
    await expect(guest.getByText('Gerbang timur')).toBeVisible();
    await expect(guest.getByRole('link', { name: 'Buka peta' })).toHaveAttribute('href', place.mapLink);
    const href = await guest.getByRole('link', { name: 'Tambah ke kalender' }).getAttribute('href');
    const file = await (await context.request.get(href ?? '')).text();
    expect(file).toContain('BEGIN:VEVENT');
    expect(file).toContain('GEO:-6.9;107.6');
    await mailTo(email, /Tempat: Jl\. Merdeka 1\r?\nGerbang timur/);
    await guest.getByText('Saya tidak bisa datang').click();
    await guest.getByRole('button', { name: 'Ya, beri tahu' }).click();
    await expect(guest.getByRole('status')).toContainText('sudah diberi tahu');
    await open(admin, `/host/${String(visit.id)}`);
    await expect(admin.getByText(`${name} memberi tahu bahwa tidak bisa datang.`)).toBeVisible();
  });

  await test.step('is forgotten once nothing is to come', async () => {
    await open(admin, `/guests?q=${encodeURIComponent(name)}`);
    await admin.getByRole('link', { name }).first().click();
    await admin.getByTestId('forget-guest').click();
    await admin.getByTestId('confirm').click();
    await expect(admin.getByRole('alert')).toContainText('belum selesai');
    await expectAccessible(admin);
    expect((await rest.post(`/api/v1/appointments/${String(visit.id)}/cancel`, { data: {} })).ok()).toBe(true);
    await admin.getByTestId('forget-guest').click();
    await admin.getByTestId('confirm').click();
    await expect(admin).toHaveURL(/\/guests$/);
    await open(admin, `/guests?q=${encodeURIComponent(name)}`);
    await expect(admin.getByRole('link', { name })).toHaveCount(0);
  });
  await context.close();
});
