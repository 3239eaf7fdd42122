import { expect, test, type Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { logIn, open } from './support/people.ts';

/** Names and addresses of their own, so that the spec can run twice against one demo. */
const RUN = Date.now().toString(36);
const FILE = [
  'Nama,Surel,Telepon,Status',
  `Ani ${RUN},ani-${RUN}@example.org,081234500001,aktif`,
  `Beni ${RUN},beni-${RUN}@example.org,,aktif`,
  `Cici ${RUN},,,aktif`,
  `Dodi ${RUN},dodi-${RUN}@example.org,,`,
  `Salah ${RUN},bukan alamat,,`,
].join('\n');

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }))).toEqual([]);
}

test('members are imported, approved and sent their cards, and the run shows how far it has come', async ({
  browser,
}) => {
  const page = await logIn(browser, 'admin');

  await test.step('a file is looked at first, then entered', async () => {
    await open(page, '/admin/members/import');
    await page.locator('input[type=file]').setInputFiles({
      name: 'anggota.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(FILE),
    });
    await page.getByRole('button', { name: 'Periksa berkas' }).click();
    const report = page.getByTestId('import-report');
    await expect(report).toContainText('4 anggota akan ditambahkan');
    await expect(report.getByRole('row', { name: `Salah ${RUN}` })).toContainText('Alamat e-mail');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Tambahkan 4 anggota' }).click();
    await expect(report).toContainText('4 anggota sudah ditambahkan');
  });

  await test.step('a pending member is approved and gets a card', async () => {
    await open(page, `/admin/members?search=Dodi+${RUN}`);
    await expectAccessible(page);
    await page.getByRole('link', { name: `Dodi ${RUN}` }).click();
    await page.getByRole('button', { name: 'Setujui dan kirim kartu' }).click();
    await expect(page.getByRole('status')).toContainText(['Anggota disetujui dan kartunya dikirim.']);
    await expect(page.getByTestId('cards').getByRole('listitem')).toHaveCount(1);
    await expectAccessible(page);
  });

  await test.step('a rehearsal says what a run would do', async () => {
    await open(page, `/admin/cards/new?search=${RUN}`);
    const row = (name: string) => page.getByTestId('rehearsal').getByRole('row', { name });
    await expect(row('Anggota terpilih')).toContainText('4');
    await expect(row('Kartu baru')).toContainText('3');
    await expect(row('Dilewati: sudah punya kartu')).toContainText('1');
    await expect(row('Kartu dibuat tetapi tidak bisa dikirim')).toContainText('1');
    await expectAccessible(page);
  });

  await test.step('the run ends with its sentence, and names who failed', async () => {
    await page.getByRole('button', { name: 'Buat dan kirim 3 kartu' }).click();
    await expect(page).toHaveURL(/\/admin\/cards\/\d+$/);
    await expect(page.getByTestId('summary')).toHaveText('3 anggota diproses: 2 berhasil, 1 gagal', {
      timeout: 60_000,
    });
    await expect(page.getByText('tidak punya alamat e-mail')).toBeVisible();
    await expect(page.getByText('Selesai').first()).toBeVisible();
    await expectAccessible(page);
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Unduh hasil' }).click();
    expect((await file).suggestedFilename()).toMatch(/^cards-\d{4}-\d+\.csv$/);
  });

  await page.context().close();
});
