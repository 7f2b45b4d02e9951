import type { JWK } from 'jose';
import type { Answer } from './answers.js';
import { encryptFor } from './encryption.js';
import { providerKeys, signedWith } from './provider-keys.js';
import type { ProviderKey, ProviderKeys } from './provider-keys.js';

/** Answers with the user info of Alice as a JWT, signed with this key, and with additional claims. */
export function signedUserInfo(key: (keys: ProviderKeys) => ProviderKey, claims: Record<string, unknown>): Answer {
  return (req, res) => {
    const iss = `http://${req.headers.host}`;
    void providerKeys()
      .then((keys) => signedWith(key(keys), { iss, sub: 'alice', ...claims }))
      .then((jwt) => res.writeHead(200, { 'content-type': 'application/jwt' }).end(jwt));
  };
}

/** Answers with the same, signed with the key of the provider, and encrypted for a key of the client. */
export function encryptedUserInfo(key: JWK, claims: Record<string, unknown>): Answer {
  return (req, res) => {
    const iss = `http://${req.headers.host}`;
    void providerKeys()
      .then(({ current }) => signedWith(current, { iss, sub: 'alice', ...claims }))
      .then((jwt) => encryptFor(key, jwt))
      .then((jwe) => res.writeHead(200, { 'content-type': 'application/jwt' }).end(jwe));
  };
}
