import type { BrowserContext } from 'playwright-core';

/** Chromium reports every 4xx page. Tests check the status themselves. */
const OF_STATUS = /^Failed to load resource: the server responded with a status of 4/;

/** Collects errors, warnings and Content-Security-Policy violations of all pages from now on. */
export function complaintsOf(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !OF_STATUS.test(message.text())) complaints.push(`${message.text()} (${message.page()?.url()})`);
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  return complaints;
}
