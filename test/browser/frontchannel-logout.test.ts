import { beforeAll, expect, it } from '@jest/globals';
import { useHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { useApp } from '../support/use-app.js';
import { complaintsOf } from './complaints.js';
import { useChromium } from './use-chromium.js';

const SID = 'a session at the provider';

const browser = useChromium();
const provider = useHostileProvider();
const app = useApp(() => ({ client: provider().client }));

beforeAll(() => {
  const frame = `${app.url}/frontchannel-logout?${new URLSearchParams({ iss: provider().issuer, sid: SID })}`;
  provider().misbehave({
    idToken: (claims) => ({ ...claims, sid: SID }),
    respond: {
      // The sign-out page of the provider.
      elsewhere: (_req, res) =>
        res
          .setHeader('content-type', 'text/html')
          .end(`<!doctype html><title>Bye</title><iframe src="${frame.replaceAll('&', '&amp;')}"></iframe>`),
    },
  });
});

it("a frame in the provider's page, which gets no cookie of ours, signs out", async () => {
  const context = await browser().newContext();
  const complaints = complaintsOf(context);
  const page = await context.newPage();
  await page.goto(`${app.url}/me`);
  await page.goto(`${app.url}/`);
  expect(await page.textContent('body')).toBe('home oidc:alice');
  const framed = page.waitForRequest(/frontchannel-logout/);
  await page.goto(`${provider().issuer}/elsewhere`);
  expect(await page.frameLocator('iframe').locator('title').textContent()).toBe('Signed out');
  expect(await (await framed).headerValue('cookie')).toBeNull();
  expect(complaints).toEqual([]);
  await page.goto(`${app.url}/`);
  expect(await page.textContent('body')).toBe('home nobody');
  await context.close();
});
