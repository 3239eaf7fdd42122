import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type APIRequestContext, type Browser, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { restOf } from './support/api.ts';
import { browserOptions } from './support/browser.ts';
import { filmOf } from './support/camera.ts';
import { demo } from './support/demo.ts';
import { mailTo } from './support/mails.ts';
import { logIn, open } from './support/people.ts';

const PHONE = { width: 360, height: 740 };
test.use({ viewport: PHONE });

/** Names of their own, so that the spec can run twice against one demo. */
const RUN = Date.now().toString(36);

interface Member {
  id: number;
  token: string;
  email: string;
}

/** An active member with this year's card; the approval's messages go to nobody's mailbox but the demo's. */
async function enterMember(office: APIRequestContext, name: string): Promise<Member> {
  const email = `${name.toLowerCase()}-${RUN}@example.org`;
  const entered = await office.post('/api/v1/members', { data: { name: `${name} ${RUN}`, email } });
  const { id } = (await entered.json()) as { id: number };
  const approved = await office.post(`/api/v1/members/${String(id)}/approve`, { data: {} });
  const { token } = (await approved.json()) as { token: string };
  return { id, token, email };
}

/** The page in light and in dark, held against what readers with any eyes and hands need. */
async function expectGoodInBoth(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}

/** A page whose camera sees a member's card. */
async function withCamera<T>({ token }: Member, use: (browser: Browser) => Promise<T>): Promise<T> {
  const film = join(await mkdtemp(join(tmpdir(), 'sowan-camera-')), 'card.y4m');
  const picture = await fetch(new URL(`/p/${token}/qr.png`, demo().url));
  await filmOf(Buffer.from(await picture.arrayBuffer()), film);
  const browser = await chromium.launch(browserOptions(film));
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

test('members ticked one by one get their cards, and the cards are printed on sheets', async ({ browser }) => {
  const page = await logIn(browser, 'admin', { viewport: PHONE });
  const office = await restOf(page);
  for (const name of ['Ani', 'Beni', 'Cici']) await enterMember(office, name);

  await test.step('the ticks of the list become a rehearsal of these alone', async () => {
    await open(page, `/admin/members?search=${RUN}`);
    await expectGoodInBoth(page);
    await page.getByLabel(`Centang Ani ${RUN}`).check();
    await page.getByLabel(`Centang Cici ${RUN}`).check();
    await page.getByRole('button', { name: 'Buat atau kirim kartu' }).click();
    const row = (name: string) => page.getByTestId('rehearsal').getByRole('row', { name });
    await expect(row('Anggota terpilih')).toContainText('2');
    await expect(row('Dilewati: sudah punya kartu')).toContainText('2');
    await page.getByLabel('Kirim lagi').check();
    await expect(page.getByRole('button', { name: 'Buat dan kirim 2 kartu' })).toBeEnabled();
    await expectGoodInBoth(page);
  });

  await test.step('the run of two ends, and its outcome is a file', async () => {
    await page.getByRole('button', { name: 'Buat dan kirim 2 kartu' }).click();
    await expect(page.getByTestId('summary')).toHaveText('2 anggota diproses: 2 berhasil, 0 gagal', {
      timeout: 60_000,
    });
    await expectGoodInBoth(page);
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Unduh hasil' }).click();
    const outcome = await readFile(await (await file).path(), 'utf8');
    expect(outcome).toContain(`Ani ${RUN}`);
    expect(outcome).not.toContain(`Beni ${RUN}`);
  });

  await test.step('all that match are printed, or one member’s card alone', async () => {
    await open(page, `/admin/members?search=${RUN}`);
    await page.getByRole('button', { name: 'Cetak kartu' }).click();
    await expect(page.getByTestId('printable')).toContainText('3');
    await expectGoodInBoth(page);
    const sheets = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Unduh lembar kartu' }).click();
    expect((await sheets).suggestedFilename()).toMatch(/^cards-\d{4}\.pdf$/);
    const pdf = await readFile(await (await sheets).path(), 'latin1');
    expect(pdf.slice(0, 5)).toBe('%PDF-');
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    await open(page, `/admin/members?search=Ani+${RUN}`);
    await page.getByRole('link', { name: `Ani ${RUN}` }).click();
    const one = page.waitForEvent('download');
    await page.getByRole('link', { name: 'PDF untuk dicetak' }).click();
    expect((await one).suggestedFilename()).toMatch(/^card-\d+-\d{4}\.pdf$/);
    await expectGoodInBoth(page);
  });

  await test.step('coverage counts them', async () => {
    await open(page, '/admin/members/stats');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectGoodInBoth(page);
  });
  await page.context().close();
});

test('a slow run shows how far it has come, stops while it is paused, and goes on', async ({ browser }) => {
  const page = await logIn(browser, 'admin', { viewport: PHONE });
  const office = await restOf(page);
  const rate = (cardsPerMinute: number) => office.patch('/api/v1/settings', { data: { cardsPerMinute } });
  const line = (_: unknown, i: number) => `Lambat ${RUN} ${String(i)},lambat-${RUN}-${String(i)}@example.org,aktif`;
  const csv = ['Nama,Surel,Status', ...Array.from({ length: 12 }, line)].join('\n');
  await office.post('/api/v1/members/import', { data: { csv, commit: true } });
  await rate(60);
  try {
    await open(page, `/admin/cards/new?search=Lambat+${RUN}`);
    await page.getByRole('button', { name: 'Buat dan kirim 12 kartu' }).click();
    await expect(page.getByRole('progressbar', { name: 'Kemajuan' })).toBeVisible();
    await expectGoodInBoth(page);
    await page.getByRole('button', { name: 'Jeda' }).click();
    await expect(page.getByRole('button', { name: 'Lanjutkan' })).toBeVisible();
    await expectGoodInBoth(page);
    await expect(page.getByTestId('summary')).not.toContainText('12 anggota');
  } finally {
    await rate(600);
  }
  await page.getByRole('button', { name: 'Lanjutkan' }).click();
  await expect(page.getByTestId('summary')).toHaveText('12 anggota diproses: 12 berhasil, 0 gagal', {
    timeout: 60_000,
  });
  await page.context().close();
});

test('anybody checks a card, typed or before a camera, and the office sees that it was checked', async ({
  browser,
}) => {
  const admin = await logIn(browser, 'admin', { viewport: PHONE });
  const member = await enterMember(await restOf(admin), 'Dewi');

  const page = await (await browser.newContext({ baseURL: demo().url, locale: 'id-ID', viewport: PHONE })).newPage();
  await page.goto('/verify', { waitUntil: 'networkidle' });
  await expectGoodInBoth(page);
  for (const [code, answer] of [
    [member.token, 'Kartu ini berlaku'],
    [member.token.slice(0, -1) + (member.token.endsWith('0') ? '1' : '0'), 'Kartu ini tidak asli'],
    ['bukan kode', 'Kode ini tidak terbaca'],
  ] as const) {
    await page.getByLabel('Kode kartu').fill(code);
    await page.getByRole('button', { name: 'Periksa' }).click();
    await expect(page.getByLabel('Hasil pemeriksaan')).toContainText(answer);
    await expectGoodInBoth(page);
  }
  await page.context().close();

  await withCamera(member, async (camera) => {
    const seeing = await camera.newContext({
      ...{ baseURL: demo().url, locale: 'id-ID', viewport: PHONE },
      permissions: ['camera'],
    });
    const held = await seeing.newPage();
    await held.goto('/verify', { waitUntil: 'networkidle' });
    await held.getByRole('button', { name: 'Nyalakan kamera' }).click();
    await expect(held.getByLabel('Hasil pemeriksaan')).toContainText('Kartu ini berlaku');
    await expect(held.getByLabel('Hasil pemeriksaan')).toContainText('Dewi');
  });

  await open(admin, '/admin/audit/cards?verdict=valid');
  await expect(admin.getByTestId('checks')).toContainText(`Dewi ${RUN}`);
  await expect(admin.getByTestId('checks')).toContainText('Seseorang tanpa login');
  await expectGoodInBoth(admin);
  await admin.context().close();
});

test('an entrance records each member once, counts live on every desk, and closes', async ({ browser }) => {
  const desk = await logIn(browser, 'receptionist', { viewport: PHONE });
  const admin = await logIn(browser, 'admin');
  const office = await restOf(admin);
  const [camera, typed] = [await enterMember(office, 'Edo'), await enterMember(office, 'Fitri')];
  await admin.context().close();

  await open(desk, '/desk/entrance');
  await expectGoodInBoth(desk);
  await desk.getByLabel('Nama acara').fill(`Malam alumni ${RUN}`);
  await desk.getByRole('button', { name: 'Buat acara dan mulai memindai' }).click();
  await expect(desk.getByTestId('present')).toHaveText('0');
  const address = new URL(desk.url()).pathname;

  await withCamera(camera, async (browserWithCamera) => {
    const gate = await logIn(browserWithCamera, 'receptionist', { viewport: PHONE, permissions: ['camera'] });
    await open(gate, address);
    await gate.getByRole('button', { name: 'Nyalakan kamera' }).click();
    await expect(gate.getByTestId('outcome')).toHaveAttribute('data-outcome', 'recorded');
    await expect(gate.getByTestId('outcome')).toContainText(`Edo ${RUN}`);
    await expectGoodInBoth(gate);
  });
  await expect(desk.getByTestId('present')).toHaveText('1');

  for (const [code, outcome, present] of [
    [camera.token, 'again', '1'],
    [typed.token, 'recorded', '2'],
    ['bukan kode', 'refused', '2'],
  ] as const) {
    await desk.getByLabel('Kode kartu').fill(code);
    await desk.getByRole('button', { name: 'Periksa' }).click();
    await expect(desk.getByTestId('outcome')).toHaveAttribute('data-outcome', outcome);
    await expect(desk.getByTestId('present')).toHaveText(present);
  }
  await expectGoodInBoth(desk);
  const file = desk.waitForEvent('download');
  await desk.getByRole('link', { name: 'Unduh daftar hadir' }).click();
  const lines = (await readFile(await (await file).path(), 'utf8')).trim().split(/\r?\n/);
  expect(lines).toHaveLength(3);

  await desk.getByRole('button', { name: 'Tutup pintu masuk' }).click();
  await expect(desk.getByText('Pintu masuk ditutup pada')).toBeVisible();
  await expect(desk.getByLabel('Kode kartu')).toBeHidden();
  await expectGoodInBoth(desk);
  await desk.getByRole('button', { name: 'Buka lagi' }).click();
  await expect(desk.getByLabel('Kode kartu')).toBeVisible();
  await desk.context().close();
});

test('a member ends bulk mail with one click of the mail program, and the office undoes it when asked', async ({
  browser,
}) => {
  const admin = await logIn(browser, 'admin', { viewport: PHONE });
  const office = await restOf(admin);
  const member = await enterMember(office, 'Gita');
  const year = new Date().getFullYear();
  const data = { year, selection: { memberIds: [member.id] }, channels: 'email', resend: true };
  await office.post('/api/v1/card-runs', { data });
  const link = await mailTo(member.email, /http:\/\/\S+\/u\/[\w-]+/);

  await test.step('looking at the page changes nothing; it works without JavaScript too', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE, locale: 'id-ID' });
    const page = await context.newPage();
    await page.goto(link);
    await expect(page.getByRole('button', { name: 'Berhenti berlangganan' })).toBeVisible();
    await context.close();
    const seen = await (await browser.newContext({ viewport: PHONE, locale: 'id-ID' })).newPage();
    await seen.goto(link);
    await expectGoodInBoth(seen);
    await seen.context().close();
    await open(admin, `/admin/members/${String(member.id)}`);
    await expect(admin.getByText('Berhenti menerima surel massal sejak')).toBeHidden();
  });

  await test.step('the mail program’s POST (RFC 8058) names no origin and is heard', async () => {
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await fetch(link, { method: 'POST', body })).status).toBe(200);
    await admin.reload();
    await expect(admin.getByText('Berhenti menerima surel massal sejak')).toBeVisible();
    await expectGoodInBoth(admin);
    await open(admin, `/admin/cards/new?member=${String(member.id)}&resend=yes`);
    const row = admin.getByTestId('rehearsal').getByRole('row', { name: 'Berhenti menerima surel massal' });
    await expect(row).toContainText('1');
  });

  await test.step('staff subscribe the member again', async () => {
    await open(admin, `/admin/members/${String(member.id)}`);
    await admin.getByRole('button', { name: 'Berlangganan lagi' }).click();
    await expect(admin.getByText('Anggota menerima surel massal lagi.')).toBeVisible();
    await expect(admin.getByText('Berhenti menerima surel massal sejak')).toBeHidden();
  });
  await admin.context().close();
});
