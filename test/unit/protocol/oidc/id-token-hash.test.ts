import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkAccessTokenHash } from '../../../../src/protocol/oidc/id-token-hash.js';

// OIDC Core 1.0, appendix A.3: an ID token with RS256, and its access token.
const ACCESS_TOKEN = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y';
const AT_HASH = '77QmUPtjPfzWtF2AnpK9RQ';

function idToken(alg: string): string {
  return `${Buffer.from(JSON.stringify({ alg, kid: '1e9gdk7' })).toString('base64url')}.e30.c2ln`;
}

function halfHash(algorithm: string, token: string): string {
  const hash = createHash(algorithm).update(token, 'ascii').digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}

describe('the hash of the access token in the ID token', () => {
  it('is right in the example of OIDC Core A.3', () => {
    expect(() => checkAccessTokenHash(idToken('RS256'), AT_HASH, ACCESS_TOKEN)).not.toThrow();
  });

  it.each([
    ['RS256', 'sha256'],
    ['PS256', 'sha256'],
    ['ES256', 'sha256'],
    ['RS384', 'sha384'],
    ['ES384', 'sha384'],
    ['PS512', 'sha512'],
    ['RS512', 'sha512'],
    ['EdDSA', 'sha512'],
    ['Ed25519', 'sha512'],
  ])('uses the hash of the algorithm of the ID token: %s with %s', (alg, algorithm) => {
    expect(() => checkAccessTokenHash(idToken(alg), halfHash(algorithm, 'token'), 'token')).not.toThrow();
    for (const other of ['sha1', 'sha256', 'sha384', 'sha512'].filter((name) => name !== algorithm)) {
      expect(() => checkAccessTokenHash(idToken(alg), halfHash(other, 'token'), 'token')).toThrow(
        /another access token/,
      );
    }
  });

  it('is optional', () => {
    expect(() => checkAccessTokenHash(idToken('RS256'), undefined, 'anything')).not.toThrow();
  });

  it.each<[what: string, atHash: unknown]>([
    ['of another token', halfHash('sha256', 'another')],
    ['the whole hash', createHash('sha256').update(ACCESS_TOKEN).digest('base64url')],
    ['the second half', createHash('sha256').update(ACCESS_TOKEN).digest().subarray(16).toString('base64url')],
    ['padded', `${AT_HASH}==`],
    ['in upper case', AT_HASH.toUpperCase()],
    ['empty', ''],
    ['null', null],
    ['a number', 77],
    ['true', true],
    ['a list of it', [AT_HASH]],
    ['an object', { toString: () => AT_HASH }],
  ])('is wrong: %s', (_what, atHash) => {
    let caught: unknown;
    try {
      checkAccessTokenHash(idToken('RS256'), atHash, ACCESS_TOKEN);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ name: 'CallbackError', code: 'ERR_OAUTH_ID_TOKEN', status: 502 });
    expect(String(caught)).not.toContain(ACCESS_TOKEN);
  });

  it('is right only for its own access token', () => {
    expect(() => checkAccessTokenHash(idToken('RS256'), AT_HASH, `${ACCESS_TOKEN} `)).toThrow(/another access token/);
    expect(() => checkAccessTokenHash(idToken('RS256'), AT_HASH, '')).toThrow(/another access token/);
  });
});
