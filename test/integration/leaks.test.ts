import { inspect } from 'node:util';
import { expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { startProvider } from '../support/processes.js';
import { startSignInApp } from '../support/sign-in-app.js';

it('invariant 10: a login and a failed one leave no secret in a page, a header, an address, an event or an error', async () => {
  const provider = await startProvider();
  const { issuer, clientId, clientSecret } = provider;
  const secrets = new Map<string, string>([['client secret', clientSecret]]);
  let refuse = false;
  const reported: unknown[] = [];
  const app = await startSignInApp({
    client: {
      issuer,
      clientId,
      clientSecret,
      // Records the secrets in requests and responses, and breaks the exchange on demand.
      async fetch(url, init) {
        const sent = new URLSearchParams(init.body instanceof URLSearchParams ? init.body : undefined);
        for (const name of ['code', 'code_verifier'])
          if (sent.has(name)) secrets.set(`${name} ${secrets.size}`, sent.get(name) ?? '');
        const response = await globalThis.fetch(refuse && sent.has('code') ? `${issuer}/me` : url, init);
        if (!sent.has('code') || refuse) return response;
        const tokens = (await response.clone().json()) as Record<string, string>;
        for (const name of ['access_token', 'id_token']) secrets.set(`${name} ${secrets.size}`, tokens[name] ?? '');
        return response;
      },
    },
    options: { onError: (error) => void reported.push(inspect(error, { depth: 10 })) },
  });
  app.auth.events.on('failure', (event) => reported.push(inspect(event, { depth: 10 })));
  app.auth.events.on('signIn', (event) => reported.push(inspect(event)));

  const pages: Page[] = [];
  for (const fails of [false, true]) {
    refuse = fails;
    const browser = new Browser();
    const chooser = await browser.open(`${app.url}/me`);
    let page = await browser.follow(await browser.clickUser(chooser, 'alice'), { until: `${app.url}/redirect` });
    while (page.location !== undefined) {
      page = await browser.get(page.location);
      pages.push(page);
    }
    pages.push(await browser.get(`${app.url}/me`));
    for (const { key, value } of await browser.jar.getCookies(app.url))
      if (key === 'sid') secrets.set(`cookie ${key}`, value);
  }
  await app.close();
  await provider.stop();

  expect(pages.map(({ status }) => status)).toEqual([303, 200, 200, 303, 502, 303]);
  expect(reported).toHaveLength(3);
  const kinds = [...secrets.keys()].map((name) => name.split(' ')[0]);
  for (const kind of ['client', 'code', 'code_verifier', 'access_token', 'id_token', 'cookie'])
    expect(kinds).toContain(kind);
  const seen = pages.map(({ text, headers, location }) => [
    text,
    location,
    [...headers].filter(([name]) => name !== 'set-cookie'),
  ]);
  const everything = JSON.stringify([seen, reported]);
  for (const [name, secret] of secrets)
    expect([name, everything.includes(secret), everything.includes(encodeURIComponent(secret))]).toEqual([
      name,
      false,
      false,
    ]);
});
