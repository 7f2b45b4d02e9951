import { describe, expect, it } from '@jest/globals';
import express from 'express';
import express4 from 'express4';
import type { OAuth } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const startApp = useApps(() => ({
  client: provider.client,
  options: { skip: ['/', '/begin'] },
  routes: (server, auth: OAuth) => void server.post('/begin', (req, res) => auth.login(req, res)),
}));

const SELF = "default-src 'self'; form-action 'self'";

/** The address that an answer leads to at the provider: by a redirect, or by a page that goes on by itself. */
function targetOf({ status, location, headers, text }: Page): { by: 'redirect' | 'page'; url: string } {
  if (status === 303) return { by: 'redirect', url: location ?? '' };
  const url = headers.get('refresh')?.replace(/^0;url=/, '') ?? '';
  expect([status, text]).toEqual([200, expect.stringContaining(`href="${url.replaceAll('&', '&amp;')}"`)]);
  // The policy of the app would not allow the style of the page.
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  return { by: 'page', url };
}

describe('where a form may lead to the provider under a policy with form-action, it gets there by a page of ours', () => {
  it.each<[answer: 'redirect' | 'page', name: string, policy: string | readonly string[]]>([
    ['page', 'form-action', SELF],
    ['page', 'form-action in capitals', "Form-Action 'self'"],
    ['page', 'form-action without a value', 'form-action'],
    ['page', 'the second of two policies in one header', "default-src 'self', form-action 'self'"],
    ['page', 'the second of two headers', ["default-src 'self'", "img-src 'self';form-action\t'none'"]],
    ['redirect', 'a policy that does not restrict forms', "default-src 'self'; script-src 'self'"],
    ['redirect', 'a policy that has the word in a value', 'report-uri /form-action; script-src x/form-action'],
    ['redirect', 'a directive that only begins so', 'form-action-x self'],
    ['redirect', 'no policy', []],
  ])('%s: %s', async (answer, _name, policy) => {
    const { url } = await startApp({
      before: (server) =>
        server.use((_req, res, next) => {
          if (policy.length > 0) res.setHeader('Content-Security-Policy', policy);
          next();
        }),
    });
    const browser = new Browser();
    const from = await browser.get(`${url}/`);
    const { by, url: target } = targetOf(await browser.get(`${url}/login`, { from }));
    expect([by, new URL(target).origin]).toEqual([answer, provider.issuer]);
  });

  it.each([
    ['Express 4', express4],
    ['Express 5', express],
  ])('the login goes on from there, with %s', async (_version, make) => {
    const { url } = await startApp({
      make,
      before: (server) => server.use((_req, res, next) => next(void res.set('content-security-policy', SELF))),
    });
    const browser = new Browser();
    const from = await browser.get(`${url}/`);
    const left = await browser.follow(await browser.post(`${url}/begin`, {}, { from }), { until: provider.issuer });
    expect(targetOf(left).by).toBe('page');
    const arrived = await browser.follow(await browser.clickUser(await browser.follow(left), 'bob'));
    expect(arrived.text).toBe('home oidc:bob');
  });

  it('a policy that only reports restricts nothing', async () => {
    const { url } = await startApp({
      before: (server) =>
        server.use((_req, res, next) => next(void res.set('Content-Security-Policy-Report-Only', SELF))),
    });
    const browser = new Browser();
    const from = await browser.get(`${url}/`);
    expect(targetOf(await browser.get(`${url}/login`, { from })).by).toBe('redirect');
  });

  it('a policy that the app sets after the call of login() counts, too', async () => {
    const { url } = await startApp({
      routes: (server, auth) =>
        server.post('/begin', (req, res) => {
          const begun = auth.login(req, res);
          res.setHeader('Content-Security-Policy', SELF);
          return begun;
        }),
    });
    const browser = new Browser();
    const from = await browser.get(`${url}/`);
    expect(targetOf(await browser.post(`${url}/begin`, {}, { from })).by).toBe('page');
  });

  it.each([
    ['a typed address', { 'sec-fetch-site': 'none' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['an old browser', { 'sec-fetch-site': undefined, 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined }],
  ])('from %s it is a redirect', async (_name, headers) => {
    const { url } = await startApp({
      before: (server) => server.use((_req, res, next) => next(void res.set('Content-Security-Policy', SELF))),
    });
    expect(targetOf(await new Browser().get(`${url}/login`, { headers })).by).toBe('redirect');
  });
});
