import type { Page } from '@playwright/test';

/** As a hand scanner does: the whole code and Enter in one breath, however long the page takes to hear of them. */
export async function handScanner(page: Page, code: string): Promise<void> {
  await Promise.all([...code, 'Enter'].map((key) => page.keyboard.press(key)));
}
