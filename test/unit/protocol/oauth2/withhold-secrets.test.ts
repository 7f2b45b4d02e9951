import { expect, it } from '@jest/globals';
import { withholdSecrets } from '../../../../src/protocol/oauth2/withhold-secrets.js';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';

it.each<[what: string, text: string, clean: string]>([
  ['a secret', 'the secret s3cret&more is wrong', 'the secret [withheld] is wrong'],
  ['a secret in a form', 'secret=s3cret%26more', 'secret=[withheld]'],
  ['each of several', 's3cret&more s3cret&more', '[withheld] [withheld]'],
  ['a JWT', `assertion ${JWT} refused`, 'assertion [withheld] refused'],
  ['an encrypted JWT', `${JWT}.x.y`, '[withheld]'],
  ['a JWT whose end the provider left out', `${JWT.split('.', 2).join('.')}...`, '[withheld]'],
  ['no other text', 'keyJsonWebKeySet is missing', 'keyJsonWebKeySet is missing'],
])('%s is withheld', (_what, text, clean) => {
  expect(withholdSecrets(['s3cret&more', undefined, null, ''], text)).toBe(clean);
});

it('the longer of two secrets is withheld as a whole', () => {
  expect(withholdSecrets(['id', 'id:secret'], 'got id:secret')).toBe('got [withheld]');
});

it.each([
  ['just before', 290],
  ['far before', 0],
  ['with others before it', 40],
])('a secret that begins %s the cut leaves no part of itself', (_where, at) => {
  const secret = 'S'.repeat(5000);
  const text = `${'s '.repeat(at / 2)}${secret}`.padEnd(240_000, 'x');
  expect(withholdSecrets([secret], text)).not.toContain('SSS');
  expect(withholdSecrets([secret], text).length).toBeLessThanOrEqual(310);
});

it('many long secrets in a row do not move the rest of one into the kept part', () => {
  const secret = `A${'b'.repeat(499)}`;
  expect(withholdSecrets([secret], secret.repeat(100))).not.toContain('b');
  expect(withholdSecrets([], `${JWT} `.repeat(100))).not.toContain('eyJ');
});

it('a secret that is no well-formed Unicode is withheld, and is no error', () => {
  expect(withholdSecrets(['a\uD800b'], 'refused a\uD800b')).toBe('refused [withheld]');
});
