import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { demo } from './demo.ts';

/** A page of its own browser context, logged in as this role and on its start page. */
export async function logIn(
  browser: Browser,
  role: 'admin' | 'host' | 'receptionist',
  options: BrowserContextOptions = {},
): Promise<Page> {
  const { url, accounts } = demo();
  const account = accounts.find((candidate) => candidate.role === role);
  if (!account) throw new Error(`the demo has no ${role}`);
  const context = await browser.newContext({ baseURL: url, locale: 'id-ID', timezoneId: 'Asia/Jakarta', ...options });
  const page = await context.newPage();
  await page.goto('/login');
  await page.locator('#email').fill(account.email);
  await page.locator('#password').fill(account.password);
  await page.locator('#password').press('Enter');
  await expect(page).not.toHaveURL(/\/login/);
  await ready(page);
  return page;
}

/** Opens one of the staff's pages and waits until its buttons answer. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await ready(page);
}

const ready = (page: Page) => page.locator('html[data-ready="true"]').waitFor();
