import { beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { oidc, type OAuthError } from '../../../../src/index.js';
import { rejectionOf } from '../../caught.js';

const ISSUER = 'https://id.example';
const REDIRECT_URI = 'https://app.example/redirect';

let privateKey: CryptoKey;
let publicJwk: JWK;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  privateKey = pair.privateKey;
  publicJwk = { ...(await exportJWK(pair.publicKey)), alg: 'RS256', kid: 'one' };
});

/** The error of a login whose ID token has these claims. The request sends `max_age` when one is given. */
async function failure(claims: Record<string, unknown>, maxAge?: string): Promise<OAuthError> {
  let nonce: string | undefined;
  const client = oidc({
    issuer: ISSUER,
    clientId: 'app',
    clientSecret: 'secret',
    metadata: { authorization_endpoint: `${ISSUER}/authorize`, token_endpoint: `${ISSUER}/token` },
    jwks: { keys: [publicJwk] },
    fetch: async () => Response.json({ access_token: 'a', token_type: 'Bearer', id_token: await idToken() }),
  });
  const idToken = () =>
    new SignJWT({ sub: 'ada', iss: ISSUER, aud: 'app', iat: seconds(), exp: seconds() + 300, nonce, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(privateKey);
  const { pendingChecks } = await client.authorize({
    state: 's',
    redirectUri: REDIRECT_URI,
    scope: [],
    parameters: maxAge === undefined ? {} : { max_age: maxAge },
  });
  ({ nonce } = pendingChecks);
  const parameters = new URLSearchParams({ code: 'c', state: 's' });
  const response = { parameters, state: 's', redirectUri: REDIRECT_URI, pendingChecks };
  return (await rejectionOf(client.identify(response))) as OAuthError;
}

const seconds = () => Math.floor(Date.now() / 1000);

describe('an ID token that is refused', () => {
  it.each<[name: string, claims: Record<string, unknown>, maxAge: string | undefined]>([
    ['is too long ago', { auth_time: seconds() - 1000 }, '60'],
    ['is missing although it was asked for', {}, '60'],
    ['is not a number', { auth_time: 'now' }, '60'],
    ['is below zero', { auth_time: -1 }, '60'],
    ['is not a number, although nobody asked', { auth_time: 'now' }, undefined],
  ])('because its auth_time %s has a reason', async (_name, claims, maxAge) => {
    expect(await failure(claims, maxAge)).toMatchObject({
      code: 'ERR_OAUTH_ID_TOKEN',
      reason: 'authentication-too-old',
    });
  });

  it.each<[name: string, claims: Record<string, unknown>, maxAge: string | undefined]>([
    ['has ended', { exp: 1000, auth_time: seconds() }, '60'],
    ['has another nonce', { nonce: 'other', auth_time: seconds() }, '60'],
    ['has no nonce', { nonce: undefined }, '60'],
    ['has no subject', { sub: undefined }, '60'],
    ['has no subject, where no time was asked for', { sub: undefined }, undefined],
    ['is for another client', { aud: 'other', auth_time: seconds() }, '60'],
    ['is of another issuer', { iss: 'https://other.example', auth_time: seconds() }, '60'],
  ])('because it %s has none', async (_name, claims, maxAge) => {
    expect(await failure(claims, maxAge)).toMatchObject({ code: 'ERR_OAUTH_ID_TOKEN', reason: undefined });
  });
});
