import type { TokenEndpointResponse } from 'openid-client';
import { ProviderUnavailableError } from '../../shared/errors.js';
import { isRecord } from '../is-record.js';
import { checkNesting } from '../user/check-claims.js';
import { chooseAddress } from '../user/choose-address.js';
import type { OAuth2Setup } from './oauth2-setup.js';
import type { DocumentRequest } from './token-requests.js';
import { translateErrors } from './translate-errors.js';

/** Reads the user info at its endpoint, or in the token response when there is no endpoint. Rejects with an `OAuthError`. */
export async function fetchUserInfo(
  setup: OAuth2Setup,
  tokens: TokenEndpointResponse,
): Promise<Record<string, unknown>> {
  const { userinfoEndpoint: endpoint, userinfoMethod: method = 'GET', userinfoParams } = setup.options;
  const request = { method, form: method === 'POST' ? userinfoParams : undefined };
  const answer =
    endpoint === undefined ? tokens : await fetchJson(setup, { endpoint, accessToken: tokens.access_token }, request);
  // Before it is copied: a copy of thousands of levels needs a stack.
  checkNesting(answer, setup.connection.name);
  if (isRecord(answer)) return withoutTokens(answer);
  throw new ProviderUnavailableError('The user info endpoint sent no usable answer', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client: setup.connection.name,
  });
}

/** Reads the user's address where the provider lists several. A failure is ignored: the sign-in works without an address. */
export async function fetchEmail(
  setup: OAuth2Setup,
  accessToken: string,
): Promise<{ email?: string; email_verified?: boolean }> {
  const { emailsEndpoint } = setup.options;
  if (emailsEndpoint === undefined) return {};
  return chooseAddress(await fetchJson(setup, { endpoint: emailsEndpoint, accessToken }).catch(() => undefined));
}

async function fetchJson(
  { requests, connection, fetch }: OAuth2Setup,
  { endpoint, accessToken }: { endpoint: string; accessToken: string },
  request: DocumentRequest = {},
): Promise<unknown> {
  return translateErrors({ stage: 'user info', client: connection.name, secrets: [accessToken] }, async () => {
    const response = await requests.requestDocument(endpoint, { accessToken }, { ...request, fetch });
    return response.status === 200 ? response.json() : undefined;
  });
}

/** Removes the tokens in an answer, at any depth: an info must not hold any. */
function withoutTokens(answer: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(answer, (name, value: unknown) => (/(?:^id|_)token$/i.test(name) ? undefined : value));
  return JSON.parse(text) as Record<string, unknown>;
}
