import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Page } from 'playwright-core';
import { safeReturnTo } from '../../src/http/request/return-to.js';
import { serve } from '../support/serve.js';
import { returnPathCandidate } from '../support/return-path-candidates.js';
import { useForAll } from '../support/use.js';
import { useApp } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { HOSTILE } from '../unit/http/request/hostile-return-paths.js';
import { useChromium } from './use-chromium.js';

// The globals of the functions that run in the page.
declare const location: { readonly href: string; readonly origin: string; assign(to: string): void };
declare const document: {
  createElement(name: 'a'): { href: string; readonly origin: string; readonly username: string };
};

const CANDIDATES = 100_000;
const BATCH = 10_000;
/** Longer than the time in which repeated sign-ins count as a loop. */
const MINUTE_MS = 60_000;
const PAGE = '<!doctype html><title>Here</title>';

let now = Date.now();
const provider = useProvider({ host: '127.0.0.1' });
const app = useApp(() => ({
  client: provider.client,
  options: { clock: () => now },
  routes: (server) => void server.use((_req, res) => void res.send(PAGE)),
}));
/** Answers everything with a page, as an app does for a signed-in user. */
const pages = useForAll(() => serve((_req, res) => res.setHeader('content-type', 'text/html').end(PAGE)));
const browser = useChromium();

/** Opens a page. `asked` has the origins that its browser sends requests to. */
async function visit(url: string): Promise<{ page: Page; asked: Set<string> }> {
  const context = await browser().newContext();
  const asked = new Set<string>();
  context.on('request', (request) => asked.add(new URL(request.url()).origin));
  const page = await context.newPage();
  await page.goto(url);
  return { page, asked };
}

function acceptedPaths(candidates: readonly string[]): string[] {
  return candidates.flatMap((candidate) => safeReturnTo(candidate) ?? []);
}

describe('invariant 5, checked in a browser: a return path', () => {
  it(`never leaves the origin, of ${CANDIDATES.toLocaleString('en')} candidates`, async () => {
    const paths = acceptedPaths(fc.sample(returnPathCandidate, CANDIDATES));
    // Otherwise the browser would have nothing to check.
    expect(paths.length).toBeGreaterThan(CANDIDATES / 20);
    const { page } = await visit(`${pages().url}/a/page?x=1#y`);
    for (let start = 0; start < paths.length; start += BATCH) {
      const left = await page.evaluate(
        (batch) => {
          const link = document.createElement('a');
          return batch.filter((path) => {
            link.href = path;
            const isHere = URL.canParse(path, location.href) && new URL(path, location.href).origin === location.origin;
            return !isHere || link.origin !== location.origin || link.username !== '';
          });
        },
        paths.slice(start, start + BATCH),
      );
      expect(left).toEqual([]);
    }
    await page.context().close();
  });

  it('leads to the app when a script follows it', async () => {
    const { page, asked } = await visit(`${pages().url}/a/page?x=1#y`);
    const paths = [...new Set([...acceptedPaths(HOSTILE), ...acceptedPaths(fc.sample(returnPathCandidate, 200))])];
    for (const path of paths) {
      const arrived = page.waitForEvent('load');
      await page.evaluate((to) => location.assign(to), path);
      await arrived;
      expect([path, new URL(page.url()).origin]).toEqual([path, pages().url]);
    }
    expect([...asked]).toEqual([pages().url]);
    await page.context().close();
  });

  it('leads to the app at the end of a sign-in', async () => {
    const { page, asked } = await visit(`${app.url}/me`);
    await page.getByRole('button', { name: 'Alice' }).click();
    await page.waitForURL(`${app.url}/me`);
    const hostile = acceptedPaths(HOSTILE);
    for (let number = 0; number < hostile.length; number += 8) {
      const path = hostile[number] ?? '';
      now += MINUTE_MS;
      await page.goto(`${app.url}/login?${new URLSearchParams({ returnTo: path })}`);
      expect([path, new URL(page.url()).origin]).toEqual([path, app.url]);
      expect(page.url()).not.toContain('/error');
    }
    expect([...asked].toSorted()).toEqual([provider.issuer, app.url].toSorted());
    await page.context().close();
  });
});
