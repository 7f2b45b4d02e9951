import { describe, expect, it } from '@jest/globals';
import { isBelow, safeReturnTo } from '../../../../src/http/request/return-to.js';
import { CONTROLS, HOSTILE } from './hostile-return-paths.js';
import { stays } from '../guard/stays.js';

describe('invariant 5: a hostile return path', () => {
  it.each(HOSTILE.map((path) => [path]))('%j leads nowhere else', (path) => {
    const result = safeReturnTo(path);
    expect(result === undefined || stays(result)).toBe(true);
    // The result is sent, remembered and checked again, so checking it must not change it.
    expect(result === undefined || safeReturnTo(result)).toBe(result ?? true);
    expect(result ?? '/').toMatch(/^[\x21-\x7E]+$/);
  });

  it('is refused if it would lead to another site', () => {
    const elsewhere = HOSTILE.filter((path) => !stays(path.trim()));
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
  ])('that is no string is refused: %p', (value) => {
    expect(safeReturnTo(value)).toBeUndefined();
  });

  it('is refused when it is longer than 4,000 characters as a parameter', () => {
    // The slash takes three.
    expect(safeReturnTo(`/${'a'.repeat(3997)}`)).toHaveLength(3998);
    expect(safeReturnTo(`/${'a'.repeat(3998)}`)).toBeUndefined();
    expect(safeReturnTo(`/%2${'F'.repeat(3993)}`)).toHaveLength(3996);
    expect(safeReturnTo(`/%2${'F'.repeat(3994)}`)).toBeUndefined();
    expect(safeReturnTo(`/${'%20'.repeat(799)}`)).toHaveLength(2398);
    expect(safeReturnTo(`/${'%20'.repeat(800)}`)).toBeUndefined();
    expect(safeReturnTo(`/${'a/../'.repeat(5_000_000)}`)).toBeUndefined();
  });

  it.each(['\u20AC', '\u{1F600}', '"', '\uFF0F'])(
    'is refused when it grows beyond that by encoding %s',
    (character) => {
      expect((safeReturnTo(`/${character.repeat(1900)}`) ?? '').length).toBeLessThanOrEqual(4000);
    },
  );
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
  ])('is not changed: %s', (path) => {
    // The URL parser drops an empty query and an empty fragment.
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

describe('a path below that of baseUrl', () => {
  it.each([
    '/base',
    '/base/',
    '/base/a',
    '/base/a/b?x=/../..#y',
    '/base?x',
    '/base#x',
    '/base/a..b',
    '/base/%252e%252e/x',
  ])('is %s', (path) => {
    expect(isBelow(path, '/base')).toBe(true);
  });

  it.each([
    '/',
    '/other',
    '/basement',
    '/base.evil',
    '/base;x/y',
    '/BASE/x',
    '/base%2Fx',
    '/base/..%2fother',
    '/base/..%5Cother',
    '/base/a/%2e%2e%2f..%2fother',
    '/base/%2E%2E/other',
    '/base/..;/other',
    '/base%2f..%2fother',
    '/base/..',
  ])('is not %s', (path) => {
    expect(isBelow(path, '/base')).toBe(false);
  });

  it('is every path without one, and may spell its escapes in capitals or not', () => {
    expect(isBelow('/anything', '')).toBe(true);
    expect(isBelow('/b%c3%bcro/x', '/b%C3%BCro')).toBe(true);
  });
});
