import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The parameters of a request or a response, each of them once. */
export type Parameters = Record<string, string>;

/** What a code stands for: the request that it answers, and who signed in. */
export interface Grant {
  parameters: Parameters;
  subject: string;
}

/** The one registration at the hostile provider. */
export const CLIENT_ID = 'conformance-client';
export const CLIENT_SECRET = 'a-client-secret-that-nobody-may-see';

/** What of an authorization request is not as it must be, if anything. */
export function wrongInAuthorization(parameters: Parameters): string | undefined {
  const fixed = { client_id: CLIENT_ID, response_type: 'code', code_challenge_method: 'S256' };
  const different = Object.entries(fixed).find(([name, value]) => parameters[name] !== value);
  const needed = ['state', 'nonce', 'code_challenge', 'redirect_uri'].find((name) => !parameters[name]);
  return different?.[0] ?? needed ?? (parameters['scope']?.split(' ').includes('openid') ? undefined : 'scope');
}

/** What of a token request is not as it must be, if anything. */
export function wrongInTokenRequest(parameters: Parameters, grant: Grant | undefined): string | undefined {
  if (!grant) return 'code';
  if (parameters['grant_type'] !== 'authorization_code') return 'grant_type';
  if (parameters['redirect_uri'] !== grant.parameters['redirect_uri']) return 'redirect_uri';
  const challenge = createHash('sha256')
    .update(parameters['code_verifier'] ?? '')
    .digest('base64url');
  return challenge === grant.parameters['code_challenge'] ? undefined : 'code_verifier';
}

/** The client's secret, wherever a request has it. */
export function secretOf(req: IncomingMessage, parameters: Parameters): string | undefined {
  return basicSecret(req) ?? parameters['client_secret'];
}

/** The secret of HTTP Basic, in which both parts are form-encoded first (RFC 6749, section 2.3.1). */
function basicSecret({ headers }: IncomingMessage): string | undefined {
  const [scheme, encoded = ''] = (headers.authorization ?? '').split(' ');
  const [id, secret = ''] = Buffer.from(encoded, 'base64').toString().split(':').map(decodeURIComponent);
  return scheme === 'Basic' && id === CLIENT_ID ? secret : undefined;
}
