import type { Browser, LaunchOptions } from 'playwright-core';
import { useForAll } from '../support/use.js';
import { startChromium } from './chromium.js';

/** Runs Chromium during all tests of the file. */
export function useChromium(options: LaunchOptions = {}): () => Browser {
  return useForAll(() => startChromium(options));
}
