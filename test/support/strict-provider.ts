import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Browser } from './browser.js';
import type { Page } from './browser.js';
import { readFirstLine, stopProcess } from './processes.js';

/** A certified provider with the clients of a test. */
export interface StrictProvider {
  issuer: string;
  stop(): Promise<void>;
}

/**
 * Starts the provider in a separate process, on a free port. `configuration` is that of oidc-provider, as far as JSON can hold it. With
 * `dpopNonces` every proof needs a nonce (RFC 9449, section 8).
 */
export async function startStrictProvider(
  configuration: Record<string, unknown>,
  { dpopNonces = false } = {},
): Promise<StrictProvider> {
  const script = fileURLToPath(new URL('strict-provider-process.mjs', import.meta.url));
  const settings = JSON.stringify({ configuration, dpopNonces });
  const child = spawn(process.execPath, ['--no-warnings', script, settings], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const { issuer } = JSON.parse(await readFirstLine(child)) as { issuer: string };
  return { issuer, stop: () => stopProcess(child) };
}

/**
 * Opens a URL that leads to a strict provider, types a name, consents, and follows all redirects. Returns a page that does
 * not ask for a name as it is.
 */
export async function signInStrictly(browser: Browser, url: string, name: string): Promise<Page> {
  const asked = await browser.open(url);
  if (!asked.text.includes('name="login"')) return asked;
  const consent = await browser.follow(await browser.submit(asked, { login: name, password: 'any' }));
  return browser.follow(await browser.submit(consent));
}
