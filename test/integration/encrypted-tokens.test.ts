import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { JWK } from 'jose';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { curveKey, montgomeryKey, rsaKey } from '../support/hostile/encryption.js';
import { signInStrictly, startStrictProvider } from '../support/strict-provider.js';
import { useForAll } from '../support/use.js';
import { useApps } from '../support/use-app.js';

const SECRET = 'a secret of this test only';
const CASES: [alg: string, name: string, key: JWK][] = [
  ['RSA-OAEP', 'rsa-sha-1', rsaKey('a', 'RSA-OAEP')],
  ['RSA-OAEP-256', 'rsa-sha-256', rsaKey('b')],
  ['ECDH-ES', 'p-256', curveKey('c')],
  ['ECDH-ES+A256KW', 'x25519', montgomeryKey('d')],
];

let port: number;

/** A certified provider that encrypts, with a client for each algorithm. */
const provider = useForAll(async () => {
  port = await freePort();
  const clients = CASES.map(([alg, client_id, key]) => ({
    client_id,
    client_secret: SECRET,
    redirect_uris: [`http://localhost:${port}/redirect`],
    post_logout_redirect_uris: [`http://localhost:${port}/logout`],
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_encrypted_response_alg: alg,
    id_token_encrypted_response_enc: 'A128CBC-HS256',
    userinfo_signed_response_alg: 'RS256',
    userinfo_encrypted_response_alg: alg,
    userinfo_encrypted_response_enc: 'A256GCM',
    jwks: { keys: [publicJwk(key, alg)] },
  }));
  return startStrictProvider({
    clients,
    jwks: { keys: [{ ...rsaKey('theirs', 'RS256'), use: 'sig' }] },
    enabledJWA: {
      idTokenEncryptionAlgValues: CASES.map(([alg]) => alg),
      userinfoEncryptionAlgValues: CASES.map(([alg]) => alg),
      idTokenEncryptionEncValues: ['A128CBC-HS256'],
      userinfoEncryptionEncValues: ['A256GCM'],
    },
    features: {
      encryption: { enabled: true },
      jwtUserinfo: { enabled: true },
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
  });
});
const startApp = useApps(() => ({ client: { issuer: provider().issuer, clientId: 'rsa-sha-256' } }));

function publicJwk(key: JWK, alg: string): JsonWebKey {
  const jwk = createPublicKey({ key: key as JsonWebKey, format: 'jwk' }).export({ format: 'jwk' });
  return { ...jwk, kid: key.kid, alg, use: 'enc' };
}

describe('a certified provider that encrypts', () => {
  it.each(CASES)('by %s for %s: sign-in, refresh, and a logout with the hint', async (alg, clientId, key) => {
    let now = Date.now();
    const app = await startApp({
      port,
      client: {
        issuer: provider().issuer,
        clientId,
        clientSecret: SECRET,
        scope: 'openid offline_access',
        authorizationParams: { prompt: 'consent' },
        decryptionKeys: [key],
        idTokenEncryptedResponseAlg: alg,
        clock: () => now,
      },
      options: { clock: () => now },
      routes: (express, auth) =>
        void express.get('/token', async (req, res) => void res.send(await auth.requireUser(req).accessToken())),
    });
    const browser = new Browser();
    const page = await signInStrictly(browser, `${app.url}/me`, 'alice');
    expect(page.text).toContain('"ident":"oidc:alice"');
    const first = (await browser.get(`${app.url}/token`)).text;
    now += 2 * 3600_000;
    const second = await browser.get(`${app.url}/token`);
    expect(second.status).toBe(200);
    expect(second.text).not.toBe(first);
    const asked = await browser.follow(await browser.get(`${app.url}/logout`, { from: browser.page }));
    // The provider has read the hint: it asks whether to sign out of it, and knows where to go then.
    expect(asked).toMatchObject({ status: 200, url: expect.stringContaining(`${provider().issuer}/session/end`) });
    expect(asked.text).toContain('logout');
    await app.close();
  });
});
