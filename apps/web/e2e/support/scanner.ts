import type { Page } from '@playwright/test';

/** As a hand scanner does: the whole code in one breath, without waiting for the page, then Enter. */
export async function handScanner(page: Page, code: string): Promise<void> {
  await Promise.all([...code].map((key) => page.keyboard.press(key)));
  await page.keyboard.press('Enter');
}
