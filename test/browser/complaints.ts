import type { BrowserContext } from 'playwright-core';

/** A page that is sent with 4xx is one that Chromium complains of, too; whoever asks for a page sees to its status. */
const OF_STATUS = /^Failed to load resource: the server responded with a status of 4/;

/** What Chromium complains of, from now on, in all pages: errors, warnings, and what a Content-Security-Policy forbids. */
export function complaintsOf(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !OF_STATUS.test(message.text())) complaints.push(`${message.text()} (${message.page()?.url()})`);
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  return complaints;
}
