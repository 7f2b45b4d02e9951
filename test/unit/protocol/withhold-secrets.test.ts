import { describe, expect, it } from '@jest/globals';
import { withholdSecrets } from '../../../src/protocol/withhold-secrets.js';

const SECRET = 'a secret/with signs+of=all&kinds';

describe('the shown part of a text', () => {
  it.each<[how: string, quoted: string]>([
    ['as it is', SECRET],
    ['as in a form', new URLSearchParams({ SECRET }).toString().slice('SECRET='.length)],
    ['as in an address', encodeURIComponent(SECRET)],
    ['as in the base string of a signature', encodeURIComponent(encodeURIComponent(SECRET))],
    ['cut', SECRET.slice(0, 12)],
  ])('has no secret that is quoted %s', (_how, quoted) => {
    expect(withholdSecrets([SECRET], `You sent "${quoted}"!`, 200)).toBe('You sent "[withheld]"!');
  });

  it('has no JWT, whole or cut', () => {
    const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2ln';
    expect(withholdSecrets([], `${jwt} and ${jwt.slice(0, 30)}`, 200)).toBe('[withheld] and [withheld]');
  });

  it('has no part of a secret that the cut goes through', () => {
    for (let before = 0; before < 250; before += 1) {
      const shown = withholdSecrets([SECRET], `${'.'.repeat(before)}${SECRET}`, 200);
      expect(shown).not.toContain('a secre');
      expect(shown.length).toBeLessThanOrEqual(210);
    }
  });

  it('has no secret that long secrets before it would push out of what is searched', () => {
    const [long, other] = ['x'.repeat(90), 'y'.repeat(90)];
    expect(withholdSecrets([long, other], `${long}${long}${other}`, 200)).not.toMatch(/xx|yy/);
  });

  it.each<[what: string, text: string, secrets: string[]]>([
    ['a long text that nearly holds a long secret', 'a'.repeat(1_000_000), [`${'a'.repeat(500_000)}b`]],
    ['a long text that nearly holds JWTs', 'eyJeyJ'.repeat(200_000), []],
    ['half of a character', '\ud800'.repeat(100_000), ['\ud800'.repeat(1000)]],
  ])('is found quickly in %s', (_what, text, secrets) => {
    const begun = performance.now();
    withholdSecrets(secrets, text, 300);
    expect(performance.now() - begun).toBeLessThan(50);
  });

  it('has what is no secret', () => {
    expect(withholdSecrets([undefined, null, ''], 'nothing to see', 200)).toBe('nothing to see');
  });
});

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
