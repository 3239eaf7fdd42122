import type { LaunchOptions } from '@playwright/test';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * How Chromium is started.
 * @param camera .y4m file that its camera shows, instead of a real one
 */
export function browserOptions(camera?: string): LaunchOptions {
  const eyes = camera
    ? [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${camera}`,
      ]
    : [];
  return {
    executablePath: CHROMIUM,
    // Chromium refuses its sandbox to root, as which containers and CI often run.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...QUIET, ...eyes],
  };
}
