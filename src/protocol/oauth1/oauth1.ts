import { createPrivateKey } from 'node:crypto';
import { checkOptions } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';
import type { Client } from '../client.js';
import { checkTransport } from '../options/check-transport.js';
import { oauth1Rules, type OAuth1Options } from '../options/oauth1-options.js';
import { OAuth1Client } from './oauth1-client.js';

/**
 * Creates a client of a provider that speaks OAuth 1.0a. There is no PKCE and no issuer. Instead, a login is bound to the browser by its state,
 * which is part of the callback address, and by its temporary credentials, which the response must name.
 * Throws a `ConfigurationError` for a wrong option. (RFC 5849)
 */
export function oauth1(options: OAuth1Options): Client {
  checkOptions('oauth1()', options, oauth1Rules);
  const { temporaryCredentialsEndpoint, authorizationEndpoint, tokenCredentialsEndpoint, userinfoEndpoint } = options;
  const endpoints = { temporaryCredentialsEndpoint, authorizationEndpoint, tokenCredentialsEndpoint, userinfoEndpoint };
  checkTransport('oauth1()', endpoints, options);
  checkSigningKey(options);
  return new OAuth1Client(options);
}

function checkSigningKey(options: OAuth1Options): void {
  const needed = options.signatureMethod === 'RSA-SHA1' ? 'rsaPrivateKey' : 'clientSecret';
  if (options[needed] === undefined)
    throw new ConfigurationError(`oauth1(): option "${needed}" is required with this signature method, got undefined`);
  const { rsaPrivateKey } = options;
  if (rsaPrivateKey !== undefined && !isRsaKey(rsaPrivateKey))
    throw new ConfigurationError('oauth1(): option "rsaPrivateKey" takes a private RSA key in PEM, got something else');
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    // The cause is left out: it may quote a part of the key.
    return false;
  }
}
