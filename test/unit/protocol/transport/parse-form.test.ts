import { expect, it } from '@jest/globals';
import { parseForm } from '../../../../src/protocol/transport/parse-form.js';

it('a form is read, with malformed escapes as they are', () => {
  expect(parseForm('oauth_token=a%20b&oauth_token_secret=%&x')).toEqual({
    oauth_token: 'a b',
    oauth_token_secret: '%',
    x: '',
  });
});

it('invariant 11: a form of more than 16 kB, or of more than 100 parameters, is not parsed', () => {
  expect(parseForm(`token=${'a'.repeat(16 * 1024 - 6)}`)).toBeDefined();
  expect(parseForm(`token=${'a'.repeat(16 * 1024 - 5)}`)).toBeUndefined();
  expect(Object.keys(parseForm(Array.from({ length: 100 }, (_, n) => `p${n}=1`).join('&')) ?? {})).toHaveLength(100);
  expect(parseForm('&'.repeat(100))).toBeUndefined();
});
