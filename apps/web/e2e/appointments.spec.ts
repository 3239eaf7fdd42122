import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { bookVisit, restOf, scanPass } from './support/api.ts';
import { demo } from './support/demo.ts';
import { mailTo } from './support/mails.ts';
import { logIn, open } from './support/people.ts';
import { inForm, soonToday } from './support/soon.ts';

const DAY_MS = 86_400_000;
const serial = String(Date.now()).slice(-6);

test('a host books, reschedules, hands over; the new host cancels', async ({ browser }) => {
  const admin = await logIn(browser, 'admin');
  const host = await logIn(browser, 'host');
  const day = new Date(Date.now() + 3 * DAY_MS);
  const guest = `Wali ${serial}`;

  await test.step('books, warned of the visit that is already there', async () => {
    const rest = await restOf(host);
    const { date } = inForm(day);
    const scheduledAt = new Date(`${date}T10:00:00+07:00`).toISOString();
    const other = { guestName: 'Tamu Lain', guestPhone: `0814${serial}1`, purpose: 'Rapor', scheduledAt };
    expect((await rest.post('/api/v1/appointments', { data: { ...other, guestPhone: `0814${serial}11` } })).ok()).toBe(
      true,
    );
    await open(host, '/host/book');
    await host.locator('#guestPhone').fill(`0815${serial}22`);
    await host.locator('#guestName').fill(guest);
    await host.locator('#purpose').fill('Beasiswa');
    await host.locator('#date').fill(date);
    await host.locator('#time').fill('10:05');
    await expect(host.getByTestId('conflicts')).toContainText('Tamu Lain');
    await expectAccessible(host);
    await host.getByRole('button', { name: 'Simpan dan kirim kode masuk' }).click();
    await expect(host.getByTestId('booked')).toContainText(guest);
  });

  await test.step('finds the guest again by part of the name', async () => {
    await open(host, '/host/book');
    await host.locator('#guestName').pressSequentially(guest.slice(0, 8));
    await host.getByTestId('suggestions').getByRole('button', { name: guest }).click();
    await expect(host.locator('#guestPhone')).toHaveValue(`+62815${serial}22`);
    await expect(host.getByTestId('phone-hint')).toContainText(guest);
  });

  await test.step('moves it to another time', async () => {
    await open(host, `/visits?q=${encodeURIComponent(guest)}`);
    await host.getByRole('link', { name: guest }).click();
    await host.getByRole('link', { name: 'Ubah waktu' }).click();
    await host.locator('#time').fill('14:30');
    await host.getByTestId('reschedule').click();
    await expect(host.getByText('14.30').first()).toBeVisible();
    await expect(host.getByText('Kabar pindah jadwal').first()).toBeVisible();
  });

  await test.step('hands it over, and it leaves the page', async () => {
    await host.getByRole('link', { name: 'Alihkan ke guru lain' }).click();
    const colleague = demo().accounts.find(({ role }) => role === 'admin')?.name ?? '';
    await host.locator('#hostId').selectOption({ label: colleague });
    await host.getByTestId('hand-over').click();
    await expect(host).toHaveURL(/\/host$/);
    await expect(host.getByText(guest)).toHaveCount(0);
    await expect(admin.getByTestId('pop-up').filter({ hasText: guest })).toBeVisible();
  });

  await test.step('the new host calls it off', async () => {
    await open(admin, `/visits?q=${encodeURIComponent(guest)}`);
    await admin.getByRole('link', { name: guest }).click();
    await admin.getByRole('button', { name: 'Batalkan janji temu' }).click();
    await admin.getByTestId('confirm').click();
    await expect(admin.locator('[data-status="cancelled"]').first()).toBeVisible();
  });
});

test("a host's day: books, moves, replaces the pass and calls off; the guest reads of each, and no old pass opens the door", async ({
  browser,
}) => {
  const host = await logIn(browser, 'host');
  const desk = await restOf(await logIn(browser, 'receptionist'));
  const guest = `Tamu Sehari ${serial}`;
  const email = `sehari-${serial}@example.org`;
  const tokenIn = (mail: string) => /\/p\/(\S+)/.exec(mail)?.[1] ?? '';
  const soon = inForm(await soonToday(2));

  const first = await test.step('books for today', async () => {
    await open(host, '/host/book');
    await host.locator('#guestPhone').fill(`0815${serial}33`);
    await host.locator('#guestName').fill(guest);
    await host.locator('#guestEmail').fill(email);
    await host.locator('#purpose').fill('Beasiswa');
    await host.locator('#date').fill(soon.date);
    await host.locator('#time').fill(soon.time);
    await host.getByRole('button', { name: 'Simpan dan kirim kode masuk' }).click();
    await expect(host.getByTestId('booked')).toContainText(guest);
    return tokenIn(await mailTo(email, /janji temu Anda dengan[\s\S]*\/p\/\S+/));
  });

  await test.step('moves it to tomorrow: the pass stays, and today it is refused with the day', async () => {
    const tomorrow = inForm(new Date(Date.now() + DAY_MS));
    await host.getByRole('link', { name: 'Ubah waktu' }).click();
    await host.locator('#date').fill(tomorrow.date);
    await host.locator('#time').fill('10:00');
    await host.getByTestId('reschedule').click();
    await expect(host.getByText('Kabar pindah jadwal').first()).toBeVisible();
    expect(tokenIn(await mailTo(email, /berubah menjadi[\s\S]*\/p\/\S+/))).toBe(first);
    expect(await scanPass(desk, first)).toMatchObject({ outcome: 'refused', reason: 'other_day' });
  });

  const second = await test.step('replaces the pass, which went to the wrong number', async () => {
    await host.getByTestId('reissue').click();
    await host.getByTestId('confirm').click();
    await expect(host.getByTestId('pass-link')).not.toContainText(first);
    const link = (await host.getByTestId('pass-link').textContent()) ?? '';
    await mailTo(email, new RegExp(link.trim().replaceAll(/[/.]/g, '\\$&')));
    expect(await scanPass(desk, first)).toMatchObject({ outcome: 'refused', reason: 'revoked' });
    expect((await host.request.get(`/p/${first}/visit.ics`)).status()).toBe(404);
    return tokenIn(link.trim());
  });

  await test.step('calls it off: neither pass opens the door', async () => {
    await host.getByRole('button', { name: 'Batalkan janji temu' }).click();
    await host.getByTestId('confirm').click();
    await expect(host.locator('[data-status="cancelled"]').first()).toBeVisible();
    await mailTo(email, /dibatalkan/);
    for (const token of [first, second])
      expect(await scanPass(desk, token)).toMatchObject({ outcome: 'refused', reason: 'cancelled' });
  });
});

test("the host's one tap is seen on the guest's page and in the list of the reception", async ({ browser }) => {
  const host = await logIn(browser, 'host');
  const desk = await logIn(browser, 'receptionist');
  const { id, token } = await bookVisit(await restOf(host), `Tamu Menunggu ${serial}`);
  expect((await scanPass(await restOf(desk), token)).outcome).toBe('admitted');
  const phone = await browser.newPage({ baseURL: demo().url, viewport: { width: 360, height: 740 } });
  await phone.goto(`/p/${token}`);
  await open(desk, '/visits');
  await open(host, `/host/${String(id)}`);
  await host.getByTestId(`answer-soon-${String(id)}`).click();
  await expect(host.getByTestId(`answer-soon-${String(id)}`)).toHaveAttribute('aria-pressed', 'true');
  await expect(phone.getByTestId('pass-state')).toContainText('10 menit');
  await expect(desk.getByTestId(`appointment-${String(id)}`)).toContainText('10 menit lagi');
  await host.getByTestId(`answer-colleague-${String(id)}`).click();
  await expect(desk.getByTestId('pop-up').filter({ hasText: `Tamu Menunggu ${serial}` })).toBeVisible();
});

test('a CSV file is checked first, then imported line by line', async ({ browser }) => {
  const host = await logIn(browser, 'host');
  const { date } = inForm(new Date(Date.now() + 5 * DAY_MS));
  const csv = [
    'nama,telepon,tanggal,jam,keperluan',
    `Wali Satu ${serial},0816${serial}01,${date},09:00,Rapor`,
    `Wali Dua ${serial},0816${serial}02,${date},09.10,Rapor`,
    `Wali Ganda ${serial},0816${serial}02,${date},09:10,Rapor`,
    `Wali Salah ${serial},12,${date},25:00,Rapor`,
  ].join('\r\n');
  await open(host, '/visits/import');
  await host.locator('#file').setInputFiles({ name: 'wali.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await host.getByTestId('preview').click();
  const preview = host.getByTestId('import-preview');
  await expect(preview).toContainText('2 bisa dibuat, 1 salah, 1 ganda.');
  await expect(host.getByTestId('line-5')).toContainText('Nomor WhatsApp tamu');
  await expect(host.getByTestId('line-4')).toContainText('Sama dengan baris 3.');
  await expectAccessible(host);
  await host.getByTestId('start-import').click();
  await expect(host.getByTestId('import-run')).toHaveAttribute('data-status', 'done');
  await expect(host.getByTestId('import-run')).toContainText('2 dibuat');
  await host.getByRole('link', { name: `Wali Satu ${serial}` }).click();
  await expect(host.getByRole('heading', { name: `Wali Satu ${serial}` })).toBeVisible();
  await open(host, `/visits/calendar?view=day&day=${date}`);
  await expect(host.getByText(`Wali Dua ${serial}`)).toBeVisible();
  const file = await (await host.context().request.get(`/visits/export?from=${date}&to=${date}`)).text();
  expect(file).toContain(`${date},09:10,Wali Dua ${serial}`);
});

test('the lists, the calendar and the guests are for everybody to read', async ({ browser }) => {
  const pages = ['/visits', '/visits/calendar', '/visits/calendar?view=week', '/guests'];
  for (const role of ['admin', 'receptionist'] as const) {
    const page = await logIn(browser, role);
    for (const path of pages) {
      await open(page, path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      if (role === 'admin') await expectAccessible(page);
    }
    await page
      .getByRole('link', { name: /kunjungan/ })
      .first()
      .click();
    await expect(page.getByRole('heading', { name: 'Data tamu', exact: true })).toBeVisible();
  }
  const host = await logIn(browser, 'host');
  for (const path of ['/host', '/host/notices', '/guests']) {
    await open(host, path);
    await expectAccessible(host);
  }
});
