import { afterAll, describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { isSkipRule, skipper } from '../../../../src/http/guard/skip.js';
import type { SkipRule } from '../../../../src/http/guard/skip.js';
import { closeAll, judge } from './skip-judge.js';
import { ROUTING_SETTINGS } from './skip-settings.js';
import type { RoutingSetting } from './skip-settings.js';

afterAll(closeAll);

const ordinary = ROUTING_SETTINGS[0] as RoutingSetting;

describe('a function as a rule', () => {
  it('is called only for paths with a single reading, and only true counts', async () => {
    const asked: string[] = [];
    const rules: SkipRule[] = [
      (req: Request) => {
        asked.push(req.path);
        return req.path === '/yes';
      },
      (() => Promise.resolve(true)) as unknown as SkipRule,
    ];
    const says = await judge(rules, ordinary);
    expect(await says('/yes')).toBe('public');
    for (const target of ['/no', '/yes/', '/a/../yes', '//yes', '/yes#', 'http://x/yes'])
      expect([target, await says(target)]).not.toEqual([target, 'public']);
    expect(asked).toEqual(['/yes', '/no', '/yes/']);
  });

  it.each(['yes', 1, {}, [], 1n])('makes nothing public by the answer %p', async (answer) => {
    const says = await judge([(() => answer) as unknown as SkipRule], ordinary);
    expect(await says('/yes')).not.toBe('public');
  });
});

it('a router that is stricter than its app decides what is public', () => {
  const app = { enabled: () => false };
  const asked = (path: string) => ({ app, originalUrl: path, baseUrl: '', path }) as unknown as Request;
  const isPublic = skipper(['/docs', '/Report'], { strict: true, caseSensitive: true });
  expect(['/docs', '/Report', '/docs/', '/report'].map((path) => isPublic(asked(path)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe('a pattern', () => {
  it.each(ROUTING_SETTINGS)('matches the whole path, with and without its slash, in $name', async (setting) => {
    const says = await judge([/(?!\/admin\/).*/], setting);
    expect(await says('/open')).toBe('public');
    expect(await says('/admin/')).not.toBe('public');
    expect(await says('/admin/x')).not.toBe('public');
  });
});

describe('a rule', () => {
  it.each<[rule: unknown]>([
    [/a/g],
    [/a/y],
    [/a/gi],
    [/a/dg],
    [''],
    ['public'],
    ['*'],
    ['/public*'],
    ['/**'],
    ['/a**'],
    ['/a/b*c'],
    ['/:id'],
    ['/a?'],
    ['/a+'],
    ['/(a|b)'],
    ['/{a}'],
    ['/[a]'],
    ['/a|b'],
    ['/^a$'],
    ['/a b'],
    ['/a\n'],
    ['/a#b'],
    ['/a\\b'],
    ['/../a'],
    ['//a'],
    ['/a//b'],
    ['/%2e'],
    ['/a%2fb'],
    ['/a\u0000'],
    ['http://x/a'],
    [5],
    [null],
    [undefined],
    [{}],
    [['/a']],
    [{ test: () => true }],
  ])('%p is refused', (rule) => {
    expect(isSkipRule(rule)).toBe(false);
  });

  it.each<[rule: unknown]>([
    ['/'],
    ['/*'],
    ['/a'],
    ['/a/'],
    ['/a/*'],
    ['/a/*/b'],
    ['/*/b'],
    ['/a.b-c_d~e@f,g;h=i&j'],
    ['/caf\u00E9'],
    [/a/],
    [/a/i],
    [/a/u],
    [/a/s],
    [/a/m],
    [() => true],
    [async () => true],
  ])('%p is accepted', (rule) => {
    expect(isSkipRule(rule)).toBe(true);
  });

  it('"/*" makes all paths with a single reading public', async () => {
    const says = await judge(['/*'], ordinary);
    for (const target of ['/', '/a', '/a/b']) expect(await says(target)).toBe('public');
    for (const target of ['/a/..', '//', 'http://x/a', '/a%2fb']) expect(await says(target)).not.toBe('public');
  });

  it('in percent-encoding, as the browser sends it, means the same as in plain text', async () => {
    const says = await judge(['/caf%C3%A9'], ordinary);
    expect(await says('/caf%C3%A9')).toBe('public');
  });

  it('without rules nothing is public', async () => {
    const says = await judge([], ordinary);
    for (const target of ['/', '/a', '/public/a']) expect(await says(target)).toBe('guarded');
  });
});
