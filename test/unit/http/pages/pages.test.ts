import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import supertest from 'supertest';
import { sendPage, sendProblem, seeOther } from '../../../../src/http/response/answer.js';
import { errorPage } from '../../../../src/http/pages/error-page.js';
import { errorWords } from '../../../../src/http/pages/words.js';
import { loginPage } from '../../../../src/http/pages/login-page.js';
import { logoutPage } from '../../../../src/http/pages/logout-page.js';
import { html } from '../../../../src/shared/html.js';
import { STYLE } from '../../../../src/http/pages/page.js';
import type { ErrorView, LoginView, LogoutView } from '../../../../src/http/pages/views.js';
import { parsePage } from './parsed-page.js';

const EVIL = `<script>alert(1)</script>"'&amp;</style></title><img src=x onerror=alert(1)>`;

const login: LoginView = {
  buttons: [{ client: 'google', label: 'Google', href: '/login/google?returnTo=%2Fme&other=' }],
  notice: undefined,
};
const ask: LogoutView = {
  step: 'ask',
  action: '/logout',
  ticket: 'ticket',
  loginHref: '/login',
  homeHref: '/',
  notice: undefined,
};
const error: ErrorView = {
  code: 'ERR_OAUTH_STATE_UNKNOWN',
  status: 400,
  title: 'What',
  advice: 'Do',
  reference: 'abc123',
  detail: 'Because',
  actions: [
    { label: 'Try again', href: '/login' },
    { label: 'Home', href: '/' },
  ],
};

const pages: [name: string, page: string][] = [
  ['login', loginPage(login)],
  ['login without a client', loginPage({ ...login, buttons: [] })],
  ['login of who was not let in', loginPage({ ...login, notice: 'not-let-in' })],
  ['login of who was signed out', loginPage({ ...login, notice: 'signed-out' })],
  ['logout that asks', logoutPage(ask)],
  ['logout that is done', logoutPage({ ...ask, step: 'done' })],
  ['logout that has not led to the provider', logoutPage({ ...ask, step: 'done', notice: 'provider-session' })],
  ['error', errorPage(error)],
  [
    'error without anything',
    errorPage({
      ...error,
      ...errorWords(undefined),
      code: undefined,
      reference: undefined,
      detail: undefined,
      actions: [],
    }),
  ],
];

const evilPages: [name: string, page: string][] = [
  ['a label', loginPage({ ...login, buttons: [{ client: EVIL, label: EVIL, href: '/' }] })],
  ['an address of the login', loginPage({ ...login, buttons: [{ client: 'c', label: 'l', href: EVIL }] })],
  ['the action of the logout', logoutPage({ ...ask, action: EVIL })],
  ['the ticket of the logout', logoutPage({ ...ask, ticket: EVIL })],
  ['the way home from the logout', logoutPage({ ...ask, homeHref: EVIL })],
  ['the way home after the logout', logoutPage({ ...ask, step: 'done', homeHref: EVIL })],
  ['the way in after the logout', logoutPage({ ...ask, step: 'done', loginHref: EVIL })],
  ['the title of an error', errorPage({ ...error, title: EVIL })],
  ['the advice of an error', errorPage({ ...error, advice: EVIL })],
  ['the code of an error', errorPage({ ...error, code: EVIL as 'ERR_OAUTH_HOOK' })],
  ['the reference of an error', errorPage({ ...error, reference: EVIL })],
  ['the detail of an error', errorPage({ ...error, detail: EVIL })],
  ['the label of an action', errorPage({ ...error, actions: [{ label: EVIL, href: '/' }] })],
  ['the address of an action', errorPage({ ...error, actions: [{ label: 'l', href: EVIL }] })],
];

describe('every page', () => {
  it.each(pages)('has a language, a title, one heading, a viewport, and one main part: %s', (_name, page) => {
    expect(page.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
    const { elements } = parsePage(page);
    const count = (name: string): number => elements.filter((element) => element.name === name).length;
    expect([count('title'), count('h1'), count('main'), count('head'), count('body')]).toEqual([1, 1, 1, 1, 1]);
    expect(/<title>(.+)<\/title>/.exec(page)?.[1]).toBe(
      /<h1>(.+)<\/h1>/.exec(page)?.[1]?.replace('You are signed out', 'Signed out'),
    );
    const metas = elements.filter(({ name }) => name === 'meta').map(({ attributes }) => attributes);
    expect(metas).toContainEqual({ charset: 'utf-8' });
    expect(metas).toContainEqual({ name: 'viewport', content: 'width=device-width, initial-scale=1' });
    expect(metas).toContainEqual({ name: 'robots', content: 'noindex' });
  });

  it.each(pages)('needs no script, and nothing from another site: %s', (_name, page) => {
    const { elements, text } = parsePage(page);
    expect(elements.map(({ name }) => name)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/script|link|img|iframe|object|embed|base/)]),
    );
    for (const { attributes } of elements)
      expect(
        Object.keys(attributes).filter((name) => name.startsWith('on') || name === 'style' || name === 'src'),
      ).toEqual([]);
    expect(STYLE).not.toMatch(/url\(|@import|https?:/);
    expect(text).not.toMatch(/undefined|null|false|true|\[object|NaN/);
  });

  it.each(pages)('names each link and button, and each part of navigation: %s', (_name, page) => {
    for (const [, attributes = '', label = ''] of page.matchAll(/<(?:a|button)([^>]*)>([^<]*)</g)) {
      expect(label.trim()).not.toBe('');
      expect(attributes).toMatch(/href="[^"]+"|type="submit"/);
    }
    for (const { attributes } of parsePage(page).elements.filter(({ name }) => name === 'nav'))
      expect(attributes['aria-label']).toBeTruthy();
  });

  it.each(evilPages)('escapes its values: %s', (_name, page) => {
    const { elements, text } = parsePage(page);
    expect(page).not.toMatch(/<script|<img|<\/style>.*<\/style>/s);
    expect(elements.map(({ name }) => name)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:script|img)$/)]),
    );
    for (const { attributes } of elements) expect(Object.keys(attributes)).not.toContain('onerror');
    const values = elements.flatMap(({ attributes }) => Object.values(attributes));
    expect(values.includes(EVIL) || text.includes(EVIL)).toBe(true);
  });

  it('says that an account was refused, or that a session has ended', () => {
    expect(loginPage({ ...login, notice: 'not-let-in' })).toMatch(/<h1>.*account.*<\/h1>\s*<p role="alert">/);
    expect(loginPage({ ...login, notice: 'signed-out' })).toMatch(/<p role="status">/);
    expect(loginPage(login)).not.toMatch(/role=/);
  });

  it('asks by a form that posts the ticket', () => {
    const { elements } = parsePage(logoutPage(ask));
    expect(elements).toContainEqual({ name: 'form', attributes: { method: 'post', action: '/logout' } });
    expect(elements).toContainEqual({ name: 'input', attributes: { type: 'hidden', name: 'ticket', value: 'ticket' } });
    expect(logoutPage({ ...ask, step: 'done' })).not.toContain('ticket');
  });

  it('shows code and reference of an error, and its detail only when there is one', () => {
    expect(parsePage(errorPage(error)).text).toMatch(/Code ERR_OAUTH_STATE_UNKNOWN · reference abc123\s+Because/);
    expect(errorPage({ ...error, detail: undefined })).not.toContain('<pre>');
    expect(parsePage(errorPage({ ...error, reference: undefined })).text).not.toContain('reference');
  });
});

describe('html', () => {
  it('escapes text and numbers, leaves HTML and lists of HTML, and drops missing values', () => {
    expect(
      html`<p>${'<&>'}|${5}|${0}|${undefined}|${false}|${''}|${html`<b>${'"'}</b>`}|${[html`<i>`, html`</i>`]}</p>`
        .markup,
    ).toBe('<p>&lt;&amp;&gt;|5|0||||<b>&quot;</b>|<i></i></p>');
  });

  it.each<[value: unknown]>([
    [{ markup: '<script>' }],
    [['<script>']],
    [[{ markup: '<script>' }]],
    [{ toString: () => '<script>' }],
    [new Map([['text', '<script>']])],
  ])('never takes a foreign object for HTML: %p', (value) => {
    let text = '';
    try {
      text = html`${value as string}`.markup;
    } catch {
      // A refusal is fine, too.
    }
    expect(text).not.toContain('<script>');
  });

  it.each([
    ['&lt;', '&amp;lt;'],
    [`<>"'&`, '&lt;&gt;&quot;&#39;&amp;'],
    ['plain \u{1F600}', 'plain \u{1F600}'],
    ['$& $1', '$&amp; $1'],
  ])('escapes %p', (text, escaped) => {
    expect(html`${text}`.markup).toBe(escaped);
  });
});

describe('an answer', () => {
  const app = express()
    .get('/ours', (_req, res) => sendPage(res, 403, { html: loginPage(login), ours: true }))
    .get('/own', (_req, res) => sendPage(res, 200, { html: '<p>own', ours: false }))
    .get('/on', (_req, res) => seeOther(res, '/me?x=<y>'))
    .get('/problem', (_req, res) => sendProblem(res, { status: 401, title: EVIL }));

  it.each(['/ours', '/own', '/on', '/problem'])(
    'is not cached, not framed, and sends no referrer: %s',
    async (path) => {
      const { headers } = await supertest(app).get(path);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).toContain("base-uri 'none'");
    },
  );

  it('allows a page of the library only its own style, by hash', async () => {
    const { headers, text, status } = await supertest(app).get('/ours');
    const style = /<style>([^]*)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect([status, headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
  });

  it('allows a page of the app no script of its own making', async () => {
    const { headers } = await supertest(app).get('/own');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/script-src|unsafe-eval|\*/);
  });

  it('sends on with 303 and without a body', async () => {
    const { headers, status, text } = await supertest(app).get('/on').redirects(0);
    expect([status, headers['location'], text]).toEqual([303, '/me?x=<y>', '']);
  });

  it('is a problem document for a program (RFC 9457)', async () => {
    const { headers, status, text } = await supertest(app).get('/problem');
    expect([status, headers['content-type'], JSON.parse(text)]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
      { status: 401, title: EVIL },
    ]);
  });
});

describe('the texts for an error', () => {
  it('exist for no error, and for any', () => {
    for (const code of [undefined, 'ERR_OAUTH_CONFIG', 'ERR_OAUTH_LOOP', 'ERR_OAUTH_SESSION_STORE'] as const) {
      const { title, advice } = errorWords(code);
      expect([title, advice].every((words) => /^[A-Z].{5,}/.test(words))).toBe(true);
    }
  });
});
