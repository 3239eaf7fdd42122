import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { bookVisit, restOf, scanPass } from './support/api.ts';
import { logIn, open } from './support/people.ts';

/** Folder for the pictures, given by `npm run screenshots`. */
const folder = process.env['SCREENSHOTS'];
const forReadme = fileURLToPath(new URL('../../../docs/images', import.meta.url));
const ROLES = ['admin', 'host', 'receptionist'] as const;
const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];

test.skip(!folder, 'taken by npm run screenshots');
test.describe.configure({ timeout: 900_000 });

/** Addresses of every page in this reader's menu. */
async function pagesOf(page: Page): Promise<string[]> {
  const links = await page
    .locator('nav a[href^="/"]')
    .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
  return [...new Set(links)].filter((href) => href !== '' && !href.startsWith('/api/')).sort();
}

async function fillLobby(page: Page, desk: Page): Promise<void> {
  const [host, reception] = [await restOf(page), await restOf(desk)];
  for (const name of ['Siti Aminah', 'Agus Hidayat', 'Maria Simanjuntak', 'Putu Wijaya']) {
    const { token } = await bookVisit(host, name);
    if (name !== 'Putu Wijaya') await scanPass(reception, token);
  }
}

test('every page of the menu, small and large, light and dark', async ({ browser }) => {
  await fillLobby(await logIn(browser, 'host'), await logIn(browser, 'receptionist'));
  for (const role of ROLES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await logIn(browser, role, { colorScheme });
      const paths = await pagesOf(page);
      expect(paths.length).toBeGreaterThan(0);
      for (const path of paths) {
        await open(page, path);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          const name = `${role}${path.replaceAll('/', '_')}_${String(size.width)}_${colorScheme}.png`;
          await page.screenshot({ path: join(folder ?? '', name), fullPage: true });
        }
      }
      await page.context().close();
    }
  }
});

test('the pictures of the README', async ({ browser }) => {
  const shots = [
    ['host', '/host', 'host.png'],
    ['admin', '/admin', 'overview.png'],
    ['receptionist', '/desk', 'desk.png'],
  ] as const;
  for (const [role, path, file] of shots) {
    const page = await logIn(browser, role);
    await open(page, path);
    await page.screenshot({ path: join(forReadme, file) });
    await page.context().close();
  }
});
