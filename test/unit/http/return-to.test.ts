import { describe, expect, it } from '@jest/globals';
import { safeReturnTo } from '../../../src/http/return-to.js';
import { seeded } from '../seeded.js';

/** Where a browser may stand when it reads the address. */
const BASES = [
  'https://app.example/',
  'https://app.example/login?x=1',
  'http://localhost:3000/a/b/c',
  'https://app.example:8443/redirect?code=c&state=s',
  'https://[::1]:8443/a/',
  'http://app.example/a//b/..',
  'https://app.example/a/b/?next=//evil.example',
];

/** Whether a browser that is sent there stays on the app, wherever it stands. */
function stays(path: string): boolean {
  return (
    path.startsWith('/') &&
    BASES.every((base) => URL.canParse(path, base) && new URL(path, base).origin === new URL(base).origin)
  );
}

const CONTROLS = Array.from({ length: 33 }, (_, code) => String.fromCodePoint(code)).concat(
  '\u007F',
  '\u0085',
  '\u00A0',
  '\u00AD',
);
const INVISIBLE = [
  '\u200B',
  '\u200C',
  '\u200D',
  '\u200E',
  '\u200F',
  '\u2028',
  '\u2029',
  '\u202E',
  '\u2060',
  '\uFEFF',
  '\u061C',
  '\u180E',
  '\u{E0001}',
];
const SLASHES = [
  '\u2044',
  '\u2215',
  '\u29F8',
  '\uFF0F',
  '\u2571',
  '\uFF3C',
  '\uFE68',
  '\u29F5',
  '\u2216',
  '\uFE00/',
  '\u{1D7D0}',
];

const hostile = [
  // Other hosts, with a scheme or without.
  '//evil.example',
  '//evil.example/',
  '///evil.example',
  '////evil.example',
  '/////evil.example',
  '//evil.example@app.example',
  '//app.example@evil.example',
  '//app.example',
  '//localhost:3000',
  '//evil.example:443',
  '//evil.example?',
  '//evil.example#',
  '//[::1]',
  '//0x7f000001',
  '//1',
  '//',
  '///',
  '//.',
  '//..',
  'http://evil.example',
  'https://evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:\\evil.example',
  'http:evil',
  'HTTPS:EVIL',
  'https:///evil.example',
  'https://app.example',
  'https://app.example/me',
  'https://app.example@evil.example',
  'https://app.example.evil.example',
  'ftp://evil.example',
  'ws://evil.example',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'java\nscript:alert(1)',
  'javascript://%0aalert(1)',
  '/javascript:alert(1)//',
  'data:text/html,x',
  'vbscript:x',
  'blob:https://evil.example/x',
  'file:///etc/passwd',
  'mailto:ada@evil.example',
  'about:blank',
  'view-source:x',
  'intent://evil#Intent;end',
  'evil.example',
  'www.evil.example/',
  'evil.example:80/',
  '@evil.example',
  ':evil',
  '?x',
  '#x',
  '',
  // Backslashes, which browsers read as slashes.
  '/\\evil.example',
  '\\/evil.example',
  '\\\\evil.example',
  '\\evil.example',
  '/\\/evil.example',
  '//\\evil.example',
  '/\\\\evil.example',
  '/a\\..\\..\\evil',
  '/a/..\\/evil.example',
  '/.\\/evil.example',
  '/a?x=\\',
  '/a#\\',
  '/me\\',
  '/;\\evil.example',
  // Dots that leave two slashes at the start.
  '/..//evil.example',
  '/.//evil.example',
  '/./..//evil.example',
  '/a/..//evil.example',
  '/a/b/../..//evil.example',
  '/..//..//evil.example',
  '/../..//evil.example',
  '/%2e//evil.example',
  '/%2E//evil.example',
  '/%2e%2e//evil.example',
  '/.%2e//evil.example',
  '/%2e.//evil.example',
  '/%2E%2E//evil.example',
  '/a/%2e%2e//evil.example',
  '/a/.%2E//evil.example',
  '/./%2e//evil.example',
  '/..//',
  '/.//',
  '/../',
  '/..',
  '/.',
  '/./',
  '/..//evil.example/..',
  '/..//evil.example/../..',
  '/a//../..//evil.example',
  '/a/.././/evil.example',
  '/a/..///evil.example',
  '/../\\evil.example',
  // Slashes and dots in other spellings.
  '/%2f%2fevil.example',
  '/%2fevil.example',
  '/%5cevil.example',
  '/%2f..%2f/evil.example',
  '%2f%2fevil.example',
  '%2f/evil.example',
  '/%252fevil.example',
  '/%09/evil.example',
  '/%0a/evil.example',
  '/%0d%0a/evil',
  '/%00/evil.example',
  '/%20/evil.example',
  '/%c0%af/evil.example',
  '/%e2%80%ae',
  '/%zz//evil.example',
  '/%',
  '/%2',
  '/\u3002evil',
  '/\uFF0E\uFF0E//evil.example',
  '/\u2025//evil.example',
  '/\u3002//evil',
  '/\u2024\u2024//evil',
  // Leading and trailing dirt.
  ' //evil.example',
  ' /me',
  '\u3000/me',
  '\u00A0//evil.example',
  '/ /evil.example',
  '/ //evil.example',
  '/me ',
  '/\u00A0/evil.example',
  '/x:y@evil.example',
  '/:80',
  '/@evil.example',
  '/https://evil.example',
  '/http:evil',
  '/.evil.example',
  '/..evil.example',
  '/...//evil.example',
  '/;//evil.example',
  '/;@evil.example',
  '/?//evil.example',
  '/#//evil.example',
  '/?https://evil.example',
  '/*//evil',
  '/~//evil',
  '/|//evil',
  '/[//evil',
  '/<script>//',
  '/\uD800',
  '/\uDC00/evil',
  '/\uD800\uDC00',
  '/\u0130',
  '/\u{1F600}//evil.example',
  '/me\u0000//evil.example',
  ...CONTROLS.flatMap((character) => [`/${character}/evil.example`, `${character}//evil.example`]),
  ...INVISIBLE.flatMap((character) => [
    `/${character}/evil.example`,
    `${character}//evil.example`,
    `/..${character}//evil.example`,
  ]),
  ...SLASHES.flatMap((character) => [
    `/${character}evil.example`,
    `${character}/evil.example`,
    `/..${character}/evil.example`,
  ]),
];

describe('invariant 5: a hostile return path', () => {
  it.each(hostile.map((path) => [path]))('%j leads nowhere else', (path) => {
    const result = safeReturnTo(path);
    expect(result === undefined || stays(result)).toBe(true);
    // What is safe once is what is sent, remembered and checked again.
    expect(result === undefined || safeReturnTo(result)).toBe(result ?? true);
    expect(result ?? '/').toMatch(/^[\x21-\x7E]+$/);
  });

  it('is refused when it would have led elsewhere as it stands', () => {
    const elsewhere = hostile.filter((path) => !stays(path.trim()));
    expect(elsewhere.length).toBeGreaterThan(120);
    expect(elsewhere.filter((path) => safeReturnTo(path) !== undefined)).toEqual([]);
  });

  it.each(CONTROLS.filter((character) => /\p{Cc}/u.test(character)).map((character) => [character]))(
    'is refused with the control character %j anywhere',
    (character) => {
      for (const path of [`/${character}`, `/a${character}b`, `/a?b=${character}`, `/a#${character}`, `/a${character}`])
        expect(safeReturnTo(path)).toBeUndefined();
    },
  );

  it.each<[value: unknown]>([
    [undefined],
    [null],
    [5],
    [true],
    [['/me']],
    [['/', '/evil']],
    [{}],
    [{ toString: () => '/me' }],
    [Symbol('/me')],
    [new URL('https://app.example/me')],
    [Object('/me')],
  ])('that is no text is refused: %p', (value) => {
    expect(safeReturnTo(value)).toBeUndefined();
  });

  it('is refused when it is longer than 2,000 characters', () => {
    expect(safeReturnTo(`/${'a'.repeat(1999)}`)).toHaveLength(2000);
    expect(safeReturnTo(`/${'a'.repeat(2000)}`)).toBeUndefined();
    expect(safeReturnTo(`/${'a/../'.repeat(5_000_000)}`)).toBeUndefined();
  });

  it.each(['\u20AC', '\u{1F600}', '"', '\uFF0F'])(
    'is refused when it grows beyond that by encoding %s',
    (character) => {
      expect((safeReturnTo(`/${character.repeat(900)}`) ?? '').length).toBeLessThanOrEqual(2000);
    },
  );

  it('leads nowhere else in 100,000 random combinations of the worst pieces', () => {
    const { below, pick } = seeded(20_261_121);
    const pieces = [
      '/',
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '%09',
      '\t',
      '\n',
      ' ',
      '?',
      '#',
      '@',
      ':',
      ';',
      'evil.example',
      'https:',
      'javascript:',
      'a',
      '\uFF0F',
      '\u200B',
      '\uFEFF',
      '\u00A0',
      '%',
      '[',
      ']',
    ];
    const escaped: string[] = [];
    let accepted = 0;
    for (let round = 0; round < 100_000; round += 1) {
      const path = (round % 4 === 0 ? '' : '/') + Array.from({ length: 1 + below(8) }, () => pick(pieces)).join('');
      const result = safeReturnTo(path);
      if (result === undefined) continue;
      accepted += 1;
      if (!stays(result) || safeReturnTo(result) !== result) escaped.push(path);
    }
    expect(escaped).toEqual([]);
    expect(accepted).toBeGreaterThan(10_000);
  });
});

describe('a good return path', () => {
  it.each([
    '/',
    '/me',
    '/me/',
    '/a/b/c',
    '/a//b',
    '/a/b//',
    '/me?x=1',
    '/me?x=1&y=2#z',
    '/?q',
    '/#top',
    '/a%20b',
    '/caf%C3%A9',
    '/a%2Fb',
    '/search?q=a+b%20c',
    '/a;b=c/d',
    '/~ada',
    '/@ada',
    '/a:b',
    '/a=b',
    '/a,b',
    '/(a)',
    "/it's",
    '/a!b$c&d*e',
    '/users/1/edit?return=https://other.example/',
    '/users/1?return=//other.example',
    '/a.b/..c',
    '/...',
    '/a/...',
    '/index.html',
    '/?',
    '/me?',
    '/me#',
    '/a|b',
    '/login/google',
  ])('stays as it is: %s', (path) => {
    // The URL parser drops an empty query and fragment, which mean nothing.
    expect(safeReturnTo(path)).toBe(path.replace(/[?#]$/, ''));
  });

  it.each([
    ['/caf\u00E9', '/caf%C3%A9'],
    ['/a b', '/a%20b'],
    ['/a/../b', '/b'],
    ['/a/./b', '/a/b'],
    ['/a?q=\u00E9', '/a?q=%C3%A9'],
    ['/<b>', '/%3Cb%3E'],
  ])('%s is sent in the spelling of the URL parser', (path, result) => {
    expect(safeReturnTo(path)).toBe(result);
  });
});
