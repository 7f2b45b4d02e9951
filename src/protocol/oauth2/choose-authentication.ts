import * as openid from 'openid-client';
import { ConfigurationError } from '../../shared/errors.js';
import { nameOf } from '../../shared/thrown.js';
import type { AuthenticationOptions, ClientAuthenticator } from '../options/client-authentication.js';
import type { PrivateKey } from '../options/private-key.js';
import { importOnce } from './import-private-key.js';

/** The meaning of metadata that does not say how clients authenticate. */
export interface AuthenticationDefaults {
  /** How a secret is sent. */
  unlisted: 'client_secret_basic' | 'client_secret_post';
  /** The audience of an assertion. */
  audience: 'issuer' | 'token endpoint';
}

/** How a client authenticates: by its option, else by the methods that the provider's metadata lists. */
export function chooseAuthentication(
  options: AuthenticationOptions,
  defaults: AuthenticationDefaults,
): openid.ClientAuth {
  const { clientSecret = '', clientAuthentication: chosen, privateKey } = options;
  if (typeof chosen === 'function') return byFunction(chosen);
  switch (chosen ?? defaultMethod(options)) {
    case 'client_secret_basic':
      return openid.ClientSecretBasic(clientSecret);
    case 'client_secret_basic_raw':
      return byRawBasic(clientSecret);
    case 'client_secret_post':
      return openid.ClientSecretPost(clientSecret);
    case 'client_secret_jwt':
      return openid.ClientSecretJwt(clientSecret);
    case 'private_key_jwt':
      return byPrivateKey(privateKey, defaults);
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return openid.TlsClientAuth();
    case 'none':
      return openid.None();
    case 'as listed':
      return byListedMethod(clientSecret, defaults);
  }
}

function defaultMethod({ clientSecret, privateKey }: AuthenticationOptions): 'private_key_jwt' | 'none' | 'as listed' {
  if (privateKey !== undefined) return 'private_key_jwt';
  return clientSecret === undefined ? 'none' : 'as listed';
}

function byListedMethod(clientSecret: string, { unlisted }: AuthenticationDefaults): openid.ClientAuth {
  const [basic, post] = [openid.ClientSecretBasic(clientSecret), openid.ClientSecretPost(clientSecret)];
  return function authenticate(...request) {
    const [{ token_endpoint_auth_methods_supported: listed = [unlisted] }] = request;
    return (listed.includes('client_secret_post') ? post : basic)(...request);
  };
}

function byRawBasic(clientSecret: string): openid.ClientAuth {
  return function authenticate(...[, client, , headers]) {
    headers.set('authorization', `Basic ${Buffer.from(`${client.client_id}:${clientSecret}`).toString('base64')}`);
  };
}

function byFunction(authenticator: ClientAuthenticator): openid.ClientAuth {
  // oxlint-disable-next-line typescript/no-misused-promises -- openid-client awaits it; its type does not say so
  return async function authenticate(...[server, client, body, headers]) {
    try {
      await authenticator({ metadata: { ...server }, clientId: client.client_id, body, headers });
    } catch (cause) {
      // The message is left out: the function had the code, or the refresh token.
      throw new ConfigurationError('The function "clientAuthentication" failed', {
        code: 'ERR_OAUTH_HOOK',
        cause: new Error(nameOf(cause)),
      });
    }
  };
}

function byPrivateKey(privateKey: PrivateKey = {}, { audience }: AuthenticationDefaults): openid.ClientAuth {
  const key = importOnce(privateKey);
  // oxlint-disable-next-line typescript/no-misused-promises -- openid-client awaits it; its type does not say so
  return async function authenticate(...request) {
    const [server] = request;
    // The audience is the issuer (RFC 7523, section 3), unless it is a template or a name that we made up.
    const isIssuer = audience === 'issuer' && !server.issuer.includes('{');
    const authenticateByKey = openid.PrivateKeyJwt(await key(), {
      [openid.modifyAssertion](header, payload) {
        // The name under which the key is registered: an Ed25519 key has two.
        if (privateKey.alg !== undefined) header['alg'] = privateKey.alg;
        if (!isIssuer) payload['aud'] = server.token_endpoint;
        for (const name of ['x5t', 'x5t#S256'] as const)
          if (typeof privateKey[name] === 'string') header[name] = privateKey[name];
      },
    });
    return authenticateByKey(...request);
  };
}
