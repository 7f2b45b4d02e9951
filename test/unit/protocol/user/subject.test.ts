import { describe, expect, it } from '@jest/globals';
import { readClaim } from '../../../../src/protocol/user/claim-source.js';
import { checkSubject, joinSubject } from '../../../../src/protocol/user/subject.js';
import { thrownBy } from '../../caught.js';

const UNSAFE: [what: string, subject: string][] = [
  ['a high surrogate alone', 'ada\uD800'],
  ['a low surrogate alone', '\uDC00ada'],
  ['surrogates in the wrong order', 'a\uDC00\uD800b'],
  ['NUL', 'ada\0'],
  ['a line break', 'ada\nadmin'],
  ['an escape sequence', '\u001B[31mada'],
  ['a C1 control', 'ada\u0085'],
];

describe('a subject that holds', () => {
  it.each(UNSAFE)('%s is refused, alone and among several claims', (_what, sub) => {
    const refused = { name: 'ProviderUnavailableError', code: 'ERR_OAUTH_BAD_RESPONSE', status: 502, client: 'oidc' };
    expect(thrownBy(() => checkSubject(sub, 'oidc'))).toMatchObject(refused);
    expect(thrownBy(() => joinSubject({ sub, tid: 't' }, ['tid', 'sub'], 'oidc'))).toMatchObject(refused);
  });

  it.each([
    ['a pair of surrogates', '\u{1F600}'],
    ['composed characters', 'caf\u00E9'],
    ['decomposed characters', 'cafe\u0301'],
    ['colons', 'a:b::c'],
    ['letters of another script', '\u0430\u0434\u0430'],
    ['a space that does not break', 'a\u00A0b'],
    ['the replacement character', 'a\uFFFD'],
  ])('%s stays as it is', (_what, sub) => {
    expect(checkSubject(sub, 'oidc')).toBe(sub);
  });
});

it('no two lists of claims make the same subject', () => {
  const joined = [
    ['a:b', 'c'],
    ['a', 'b:c'],
    ['a%3Ab', 'c'],
    ['a', 'b%3Ac'],
    ['caf\u00E9', 'c'],
    ['cafe\u0301', 'c'],
  ].map(([tid, sub]) => joinSubject({ tid, sub }, ['tid', 'sub'], 'oidc'));
  expect(new Set(joined).size).toBe(joined.length);
});

it('a claim that is no well-formed Unicode fits into a template, and is no error', () => {
  expect(readClaim({ id: 'a\uD800' }, 'https://cdn.example/{id}.png')).toBe('https://cdn.example/a%EF%BF%BD.png');
});
