import { expect, it } from '@jest/globals';
import { UnsecuredJWT } from 'jose';
import { checkRefreshedIdToken } from '../../../../src/protocol/oidc/refreshed-id-token.js';

const now = Math.floor(Date.now() / 1000);
const first = { iss: 'https://id.example/one', sub: 'ada', aud: 'app', iat: now, exp: now + 300 };

/** Refreshes the tokens of this login with an ID token that has these claims. */
function check(claims: Record<string, unknown>): void {
  checkRefreshedIdToken(
    { ...first, ...claims },
    {
      subject: 'ada',
      subjectClaims: undefined,
      tokens: { accessToken: 'a', tokenType: 'bearer', idToken: new UnsecuredJWT(first).encode() } as never,
      client: 'oidc',
    },
  );
}

it('the ID token of a refresh is accepted when it is of the same login', () => {
  expect(() => check({ iat: now + 60 })).not.toThrow();
});

// A provider with several issuers: the library compares with the metadata, and not with the login.
it.each([
  ['another issuer', { iss: 'https://id.example/two' }],
  ['another user', { sub: 'bob' }],
])('the ID token of a refresh is refused when it is of %s', (_what, claims) => {
  expect(() => check(claims)).toThrow(expect.objectContaining({ code: 'ERR_OAUTH_ID_TOKEN', reason: 'another-login' }));
});
