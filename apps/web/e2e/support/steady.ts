import { expect, type Page } from '@playwright/test';

/** What Google calls good is 0.1; rows that jump under a finger are felt long before. */
const MOST_SHIFT = 0.05;

/** From here on counts how much of the page moves by itself (Cumulative Layout Shift, 0 is not at all). */
export async function watchLayout(page: Page): Promise<void> {
  await page.evaluate(() => {
    const page = window as unknown as { shifted: number };
    page.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) page.shifted += entry.value;
    }).observe({ type: 'layout-shift' });
  });
}

/** Fails when more than a trace of it has moved since, naming the page. */
export async function expectSteady(page: Page): Promise<void> {
  const shifted = await page.evaluate(async () => {
    // Shifts are told after the frame in which they were seen.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return (window as unknown as { shifted: number }).shifted;
  });
  expect(shifted, new URL(page.url()).pathname).toBeLessThanOrEqual(MOST_SHIFT);
}
