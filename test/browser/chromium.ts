import { jest } from '@jest/globals';
import { chromium } from 'playwright-core';
import type { Browser, LaunchOptions } from 'playwright-core';

// Browsers are slow on a busy machine. This is longer than the timeouts of Playwright, whose errors say what was missing.
jest.setTimeout(60_000);

/** Starts the system's Chromium, without a download. It ends with this process at the latest. */
export function startChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    ...options,
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
