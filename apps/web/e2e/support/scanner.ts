import type { Page } from '@playwright/test';

/** Between two keys, in seconds, as a hand scanner's keyboard sends them. */
const KEY_S = 0.002;

/** As a hand scanner does: the whole code and Enter in one breath. The keys bear its times, however late a busy machine hears of them. */
export async function handScanner(page: Page, code: string): Promise<void> {
  const scanner = await page.context().newCDPSession(page);
  const keys = [...[...code].map((key) => ({ key, text: key })), { key: 'Enter', code: 'Enter', text: '\r' }];
  const from = Date.now() / 1000 - keys.length * KEY_S;
  const pressed = keys.flatMap((key, n) => {
    const timestamp = from + n * KEY_S;
    return (['keyDown', 'keyUp'] as const).map((type) =>
      scanner.send('Input.dispatchKeyEvent', { type, timestamp, ...key, ...(type === 'keyUp' && { text: '' }) }),
    );
  });
  await Promise.all(pressed);
  await scanner.detach();
}
