import { defineConfig } from '@playwright/test';
import { browserOptions } from './e2e/support/browser.ts';

/** End to end: the demo as its command starts it, on an empty data folder, in a real Chromium. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  globalSetup: './e2e/support/demo.ts',
  // One school, one WhatsApp number: the specs share them, so they take turns.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    launchOptions: browserOptions(),
    locale: 'id-ID',
    timezoneId: 'Asia/Jakarta',
    trace: 'retain-on-failure',
    viewport: { width: 1280, height: 800 },
  },
});
