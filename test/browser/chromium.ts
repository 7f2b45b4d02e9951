import { jest } from '@jest/globals';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

// On a busy machine a browser takes its time. It is longer than Playwright waits for anything, which then says for what.
jest.setTimeout(60_000);

/** Starts the system's Chromium; nothing is downloaded. It ends with this process, too. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      // Continuous integration runs as root, where Chromium has no sandbox.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
