import { get, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import supertest from 'supertest';
import { isPageVisit, isPrefetch, wantsJson } from '../../../../src/http/request/page-visit.js';
import { serve } from '../../../support/serve.js';
import { useForAll } from '../../../support/use.js';

const app = express().use(
  (req, res) => void res.json({ page: isPageVisit(req), prefetch: isPrefetch(req), json: wantsJson(req) }),
);
const served = useForAll(() => serve(app));

interface Seen {
  page: boolean;
  prefetch: boolean;
  json: boolean;
}

async function seen(headers: IncomingHttpHeaders): Promise<Seen> {
  const text = await new Promise<string>((resolve, reject) => {
    get(`http://127.0.0.1:${served().port}/`, { headers }, (response) => {
      let body = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => (body += chunk))
        .on('end', () => resolve(body));
    }).on('error', reject);
  });
  return JSON.parse(text) as Seen;
}

const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8';
const navigation = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-site': 'none',
  'sec-fetch-user': '?1',
  'upgrade-insecure-requests': '1',
  accept: HTML,
};

describe('a page visit', () => {
  it.each<[what: string, headers: IncomingHttpHeaders]>([
    ['an address typed in Chrome', navigation],
    ['a link on another site', { ...navigation, 'sec-fetch-site': 'cross-site' }],
    [
      'a form sent in Firefox',
      {
        ...navigation,
        'sec-fetch-site': 'same-origin',
        accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      },
    ],
    [
      'a redirect without a click',
      {
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        'sec-fetch-site': 'cross-site',
        accept: HTML,
      },
    ],
    [
      'Safari before 16.4, which sends no fetch metadata',
      { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
    ],
    [
      'Chrome over plain http, which sends no fetch metadata either',
      { accept: HTML, 'upgrade-insecure-requests': '1' },
    ],
    ['an Internet Explorer that names pictures only', { accept: 'image/gif, image/jpeg, */*' }],
    ['curl', { accept: '*/*', 'user-agent': 'curl/8.5.0' }],
    ['wget', { accept: '*/*', 'user-agent': 'Wget/1.21', 'accept-encoding': 'identity' }],
    ['a client that says nothing at all', {}],
    ['an empty Accept', { accept: '' }],
    ['a test client that takes HTML or JSON', { accept: 'text/html, application/json' }],
    ['a program that would rather have JSON, but takes HTML', { accept: 'application/json, text/html;q=0.1' }],
    ['a feed reader', { accept: 'application/rss+xml, application/xml' }],
    ['a word that only sounds like JSON', { accept: 'application/jsonp, text/jsonata' }],
    [
      "an app's Android WebView, which adds its own name to each navigation",
      { ...navigation, 'x-requested-with': 'com.example.app' },
    ],
  ])('is %s', async (_what, headers) => {
    expect(await seen(headers)).toMatchObject({ page: true, prefetch: false, json: false });
  });

  it('is a request of supertest', async () => {
    const { body } = await supertest(app).get('/');
    expect(body).toMatchObject({ page: true });
  });
});

const fetched = {
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
  'sec-fetch-site': 'same-origin',
  accept: '*/*',
};

describe('no page visit', () => {
  it.each<[what: string, headers: IncomingHttpHeaders]>([
    ['fetch()', fetched],
    ['fetch() for JSON', { ...fetched, accept: 'application/json' }],
    ['fetch() for HTML, as htmx and Turbo do', { ...fetched, accept: 'text/html, */*' }],
    ['fetch() with mode same-origin', { ...fetched, 'sec-fetch-mode': 'same-origin' }],
    ['fetch() with mode no-cors', { ...fetched, 'sec-fetch-mode': 'no-cors' }],
    ['an XMLHttpRequest of jQuery', { ...fetched, 'x-requested-with': 'XMLHttpRequest' }],
    ['an XMLHttpRequest of a browser without fetch metadata', { accept: '*/*', 'x-requested-with': 'XMLHttpRequest' }],
    ['axios in an old browser', { accept: 'application/json, text/plain, */*' }],
    ['a program that takes JSON', { accept: 'application/json' }],
    ['JSON in capitals', { accept: 'Application/JSON' }],
    ['JSON of a special kind', { accept: 'application/vnd.api+json' }],
    ['linked data', { accept: 'application/ld+json;q=0.9, */*;q=0.1' }],
    ['a problem', { accept: 'application/problem+json' }],
    ['an iframe', { ...navigation, 'sec-fetch-dest': 'iframe' }],
    ['a frame', { ...navigation, 'sec-fetch-dest': 'frame' }],
    ['an object', { ...navigation, 'sec-fetch-dest': 'object' }],
    ['an embed', { ...navigation, 'sec-fetch-dest': 'embed' }],
    ['a fenced frame', { ...navigation, 'sec-fetch-dest': 'fencedframe' }],
    [
      'a picture',
      {
        'sec-fetch-mode': 'no-cors',
        'sec-fetch-dest': 'image',
        'sec-fetch-site': 'cross-site',
        accept: 'image/avif,image/webp,*/*;q=0.8',
      },
    ],
    ['a script', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script', accept: '*/*' }],
    ['a style sheet', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'style', accept: 'text/css,*/*;q=0.1' }],
    ['a font', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'font', accept: '*/*' }],
    ['a video', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'video', range: 'bytes=0-' }],
    [
      'a service worker',
      { 'sec-fetch-mode': 'same-origin', 'sec-fetch-dest': 'serviceworker', 'service-worker': 'script' },
    ],
    ['a manifest', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'manifest' }],
    ['a beacon', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' }],
    ['a report', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'report' }],
    ['an event stream', { ...fetched, accept: 'text/event-stream' }],
    [
      'a websocket',
      {
        'sec-fetch-mode': 'websocket',
        'sec-fetch-dest': 'websocket',
        connection: 'keep-alive, Upgrade',
        upgrade: 'websocket',
      },
    ],
    ['a websocket of a browser without fetch metadata', { connection: 'Upgrade', upgrade: 'websocket' }],
    [
      'a prefetch in Chrome',
      {
        'sec-purpose': 'prefetch',
        purpose: 'prefetch',
        'sec-fetch-mode': 'no-cors',
        'sec-fetch-dest': 'empty',
      },
    ],
    ['a prefetched document', { ...navigation, 'sec-purpose': 'prefetch' }],
    ['a document that is prerendered', { ...navigation, 'sec-purpose': 'prefetch;prerender', purpose: 'prefetch' }],
    ['a prefetch by a proxy', { ...navigation, 'sec-purpose': 'prefetch;anonymous-client-ip' }],
    ['a prefetch in Firefox', { accept: HTML, 'x-moz': 'prefetch' }],
    ['a prefetch in an old Chrome', { ...navigation, purpose: 'prefetch' }],
    ['a preview in Safari', { accept: HTML, 'x-purpose': 'preview' }],
  ])('is %s', async (_what, headers) => {
    expect(await seen(headers)).toMatchObject({ page: false });
  });

  it.each<[headers: IncomingHttpHeaders]>([
    [{ 'sec-purpose': 'prefetch;prerender' }],
    [{ purpose: 'Prefetch' }],
    [{ 'x-moz': 'prefetch' }],
    [{ 'x-purpose': 'preview' }],
  ])('is a request in advance: %j', async (headers) => {
    expect(await seen(headers)).toMatchObject({ prefetch: true, page: false });
  });

  it.each(['sec-fetch-mode', 'sec-fetch-dest'])('is a request with %s twice', async (name) => {
    const text = await new Promise<string>((resolve, reject) => {
      const raw = request(`http://127.0.0.1:${served().port}/`, (response) => {
        let body = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => (body += chunk))
          .on('end', () => resolve(body));
      });
      raw.on('error', reject);
      raw.setHeader(name, name === 'sec-fetch-mode' ? ['navigate', 'cors'] : ['document', 'iframe']);
      raw.end();
    });
    expect(JSON.parse(text)).toMatchObject({ page: false });
  });
});
