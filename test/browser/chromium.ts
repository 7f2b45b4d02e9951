import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

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
