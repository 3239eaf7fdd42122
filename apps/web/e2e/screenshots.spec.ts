import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { bookVisit, restOf, scanPass } from './support/api.ts';
import { demo } from './support/demo.ts';
import { logIn, open } from './support/people.ts';
import { inForm } from './support/soon.ts';

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

/** One address for all pages of a kind: `/host/12` and `/host/7?from=list` are both `/host/N`. */
const kindOf = (address: string) =>
  address.replace(/[?#].*$/, '').replaceAll(/\/(?:\d+|[A-Z0-9-]{20,})(?=\/|$)/g, '/N');
/** Downloads, and what is not ours. */
const isNoPage = (address: string) => /^\/(?:api|logo)\/|\.\w+$|\/export|\/print/.test(address);

/** Follows the page's own links from there: one page of each kind that this reader can reach. */
async function* pagesFrom(page: Page, start: string[]): AsyncGenerator<string> {
  const seen = new Set<string>();
  const waiting = [...start];
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const kind = kindOf(address);
    if (seen.has(kind) || isNoPage(kind)) continue;
    seen.add(kind);
    const response = await page.goto(address);
    expect(response?.status(), address).toBeLessThan(400);
    await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => undefined);
    yield kind;
    const links = await page
      .locator('a[href^="/"]:not([download])')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    waiting.push(...links);
  }
}

/** What is to be seen beside visits: members with cards, somebody at the entrance. */
async function fillAssociation(admin: Page): Promise<void> {
  const rest = await restOf(admin);
  const post = async (path: string, data: object) => {
    const response = await rest.post(`/api/v1${path}`, { data });
    expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
  };
  const year = new Date().getFullYear();
  await post(`/card-runs/years/${String(year)}`, {});
  await post('/card-events', { name: 'Reuni Akbar', day: inForm(new Date()).date });
}

async function shoot(page: Page, who: string, kind: string, colorScheme: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const name = `${who}${kind.replaceAll('/', '_')}_${String(size.width)}_${colorScheme}.png`;
    await page.screenshot({ path: join(folder ?? '', name), fullPage: true });
  }
}

/** Gives the pass and the feedback page of somebody who has been there. */
async function fillLobby(page: Page, desk: Page): Promise<string[]> {
  const [host, reception] = [await restOf(page), await restOf(desk)];
  const tokens: string[] = [];
  for (const name of ['Siti Aminah', 'Agus Hidayat', 'Maria Simanjuntak', 'Putu Wijaya']) {
    const { token } = await bookVisit(host, name);
    tokens.push(token);
    if (name !== 'Putu Wijaya') await scanPass(reception, token);
  }
  return [`/p/${tokens.at(-1) ?? ''}`, `/p/${tokens[0] ?? ''}`];
}

test('every page, small and large, light and dark', async ({ browser }) => {
  const passes = await fillLobby(await logIn(browser, 'host'), await logIn(browser, 'receptionist'));
  await fillAssociation(await logIn(browser, 'admin'));
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const role of ROLES) {
      const page = await logIn(browser, role, { colorScheme });
      for await (const kind of pagesFrom(page, [new URL(page.url()).pathname]))
        await shoot(page, role, kind, colorScheme);
      await page.context().close();
    }
    const page = await (await browser.newContext({ baseURL: demo().url, locale: 'id-ID', colorScheme })).newPage();
    const start = ['/', '/login', '/verify', '/guest/login', ...passes];
    for await (const kind of pagesFrom(page, start)) await shoot(page, 'public', kind, colorScheme);
    await page.context().close();
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
