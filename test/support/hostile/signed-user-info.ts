import type { Answer } from './answers.js';
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
