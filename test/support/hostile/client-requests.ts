import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The parameters of a request or a response, each of them once. */
export type Parameters = Record<string, string>;

/** The request and the user that a code belongs to. */
export interface Grant {
  parameters: Parameters;
  subject: string;
}

/** The only client of the hostile provider. */
export const CLIENT_ID = 'conformance-client';
export const CLIENT_SECRET = 'a-client-secret-that-nobody-may-see';

/** Returns the wrong parameter of an authorization request, if any. */
export function wrongInAuthorization(parameters: Parameters): string | undefined {
  const fixed = { client_id: CLIENT_ID, response_type: 'code', code_challenge_method: 'S256' };
  const different = Object.entries(fixed).find(([name, value]) => parameters[name] !== value);
  const needed = ['state', 'nonce', 'code_challenge', 'redirect_uri'].find((name) => !parameters[name]);
  return different?.[0] ?? needed ?? (parameters['scope']?.split(' ').includes('openid') ? undefined : 'scope');
}

/** Returns the wrong parameter of a token request, if any. */
export function wrongInTokenRequest(parameters: Parameters, grant: Grant | undefined): string | undefined {
  if (!grant) return 'code';
  if (parameters['grant_type'] !== 'authorization_code') return 'grant_type';
  if (parameters['redirect_uri'] !== grant.parameters['redirect_uri']) return 'redirect_uri';
  const challenge = createHash('sha256')
    .update(parameters['code_verifier'] ?? '')
    .digest('base64url');
  return challenge === grant.parameters['code_challenge'] ? undefined : 'code_verifier';
}

/** Returns the client secret of a request, from its header or its body. */
export function secretOf(req: IncomingMessage, parameters: Parameters): string | undefined {
  return basicSecret(req) ?? parameters['client_secret'];
}

/** The secret in HTTP Basic. Both parts are form-encoded first (RFC 6749, section 2.3.1). */
function basicSecret({ headers }: IncomingMessage): string | undefined {
  const [scheme, encoded = ''] = (headers.authorization ?? '').split(' ');
  const [id, secret = ''] = Buffer.from(encoded, 'base64').toString().split(':').map(decodeURIComponent);
  return scheme === 'Basic' && id === CLIENT_ID ? secret : undefined;
}
