import { defineConfig } from '@playwright/test';
import { browserOptions } from './e2e/support/browser.ts';

/** The wall names the longest waiting only: it takes its turn before the others have filled the lobby. */
const QUIET_LOBBY = 'wall.spec.ts';

/** End to end: the demo as its command starts it, on an empty data folder, in a real Chromium. */
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/support/demo.ts',
  // One school, one WhatsApp number: the specs share them, so they take turns.
  projects: [
    { name: 'quiet lobby', testMatch: QUIET_LOBBY },
    { name: 'busy day', testMatch: '*.spec.ts', testIgnore: QUIET_LOBBY },
  ],
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
