import { afterEach, describe, expect, it } from '@jest/globals';
import { atlassian, bitbucket, dropbox, oauth2, reddit, strava, twitch, x, zoom } from '../../../src/index.js';
import type { Client, Fetch } from '../../../src/index.js';
import { DEAD_TOKEN_CODES } from '../../../src/protocol/oauth2/dead-token-code.js';
import { rejectionOf } from '../../unit/caught.js';
import { sendJson, startStandIn } from './stand-in.js';
import type { StandIn } from './stand-in.js';

let provider: StandIn | undefined;

afterEach(() => provider?.close());

const TOKENS = { accessToken: 'a-token', tokenType: 'bearer', refreshToken: 'tellNobody-refresh-token', issuedAt: 0 };

const TWITCH_METADATA = {
  issuer: 'https://id.twitch.tv/oauth2',
  authorization_endpoint: 'https://id.twitch.tv/oauth2/authorize',
  token_endpoint: 'https://id.twitch.tv/oauth2/token',
  jwks_uri: 'https://id.twitch.tv/oauth2/keys',
};

const ROWS: Record<string, [address: string, create: (fetch: Fetch) => Client]> = {
  twitch: [
    'id.twitch.tv/oauth2/token',
    (fetch) => twitch({ clientId: 'our-id', clientSecret: 'tellNobody-secret', fetch }),
  ],
  strava: [
    'www.strava.com/api/v3/oauth/token',
    (fetch) => strava({ clientId: 'our-id', clientSecret: 'tellNobody-secret', fetch }),
  ],
  reddit: [
    'www.reddit.com/api/v1/access_token',
    (fetch) => reddit({ clientId: 'our-id', clientSecret: 'tellNobody-secret', fetch }),
  ],
  x: ['api.x.com/2/oauth2/token', (fetch) => x({ clientId: 'our-id', clientSecret: 'tellNobody-secret', fetch })],
  dropbox: [
    'api.dropboxapi.com/oauth2/token',
    (fetch) => dropbox({ clientId: 'our-id', clientSecret: 'tellNobody-secret', fetch }),
  ],
  zoom: ['zoom.us/oauth/token', (fetch) => zoom({ clientId: 'our-id', clientSecret: 'tellNobody-secret', fetch })],
  atlassian: [
    'auth.atlassian.com/oauth/token',
    (fetch) => atlassian({ clientId: 'our-id', clientSecret: 'tellNobody-secret', fetch }),
  ],
  bitbucket: [
    'bitbucket.org/site/oauth2/access_token',
    (fetch) => bitbucket({ clientId: 'our-id', clientSecret: 'tellNobody-secret', fetch }),
  ],
  none: [
    'id.example/token',
    (fetch) =>
      oauth2({
        name: 'none',
        clientId: 'our-id',
        clientSecret: 'tellNobody-secret',
        authorizationEndpoint: 'https://id.example/authorize',
        tokenEndpoint: 'https://id.example/token',
        userinfoEndpoint: 'https://id.example/user',
        fetch,
      }),
  ],
};

/** The error of a refresh that a provider answers like this. */
async function refusal(name: string, status: number, body: unknown): Promise<unknown> {
  const [address, create] = ROWS[name] ?? ['', () => undefined as never];
  provider = await startStandIn({
    'id.twitch.tv/oauth2/.well-known/openid-configuration': TWITCH_METADATA,
    [address]: (_req, res) =>
      typeof body === 'string'
        ? void res.writeHead(status, { 'content-type': 'text/plain' }).end(body)
        : sendJson(res, status, body),
  });
  return rejectionOf(create(provider.fetch).refresh(TOKENS, 'ada'));
}

function isDead(error: unknown): boolean {
  const { name, error: code = '' } = error as { name: string; error?: string };
  return name === 'ProviderError' && DEAD_TOKEN_CODES.has(code);
}

const STRAVA = {
  message: 'Bad Request',
  errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }],
};

describe('a dead refresh token, in the words of its provider', () => {
  it.each<[row: string, status: number, body: unknown]>([
    ['twitch', 400, { error: 'Bad Request', status: 400, message: 'Invalid refresh token' }],
    ['twitch', 401, { error: 'Unauthorized', status: 401, message: 'Invalid refresh token' }],
    ['strava', 400, STRAVA],
    ['none', 400, STRAVA],
    ['reddit', 400, { message: 'Bad Request', error: 400 }],
    ['reddit', 400, { error: 'invalid_grant' }],
    ['x', 400, { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' }],
    ['dropbox', 400, { error: 'invalid_grant', error_description: 'refresh token is invalid or revoked' }],
    ['none', 400, { error: 'invalid_request', error_description: 'The refresh_token is invalid.', status: 'error' }],
    ['none', 400, { error: 'invalid_grant', error_description: 'Refresh token revoked' }],
    ['none', 401, { error: 'invalid_grant' }],
    ['none', 403, { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' }],
    ['none', 400, { status: 'BAD_REFRESH_TOKEN', message: 'missing or unknown refresh token' }],
    ['none', 200, { error: 'bad_refresh_token', error_description: 'The refresh token passed is incorrect.' }],
    ['none', 200, { ok: false, error: 'invalid_refresh_token' }],
    ['none', 200, { ok: false, error: 'token_revoked' }],
    ['none', 400, { error: 'interaction_required', error_description: 'AADSTS50076: …', suberror: 'basic_action' }],
    ['none', 400, { error: 'login_required' }],
    ['none', 400, { error: 'consent_required' }],
    ['none', 400, 'Invalid refresh token'],
    ['none', 400, 'error=invalid_grant&error_description=dead'],
    ['zoom', 400, { reason: 'Invalid Token!', error: 'invalid_request' }],
    ['atlassian', 403, { error: 'unauthorized_client', error_description: 'refresh_token is invalid' }],
    ['bitbucket', 403, { error: 'unauthorized_client', error_description: 'refresh_token is invalid' }],
    // Gitea and Forgejo.
    ['none', 400, { error: 'unauthorized_client', error_description: 'unable to parse refresh token' }],
    ['none', 400, { error: 'unauthorized_client', error_description: 'token was already used' }],
    // HubSpot.
    [
      'none',
      400,
      {
        status: 'BAD_REFRESH_TOKEN',
        message: 'missing or invalid refresh token',
        error: 'invalid_request',
        error_description: 'missing or invalid refresh token',
      },
    ],
    // Ory Hydra.
    ['none', 401, { error: 'token_inactive', error_description: 'Token is inactive because it is malformed' }],
    ['none', 401, { error: 'Invalid refresh token' }],
    ['none', 403, { error: 'Refresh token expired' }],
    // Firebase.
    ['none', 400, { error: { code: 400, message: 'TOKEN_EXPIRED', status: 'INVALID_ARGUMENT' } }],
    ['none', 400, { error: { code: 400, message: 'INVALID_REFRESH_TOKEN', status: 'INVALID_ARGUMENT' } }],
    // Imgur.
    ['none', 400, { data: { error: 'Invalid refresh token', method: 'POST' }, success: false, status: 400 }],
    // Withings.
    ['none', 200, { status: 503, body: {}, error: 'Invalid Params: invalid refresh_token' }],
    // Fitbit.
    ['none', 400, { errors: [{ errorType: 'invalid_grant', message: 'Unknown.' }], success: false }],
    // Zoho.
    ['none', 200, { error: 'invalid_code' }],
    // Epic.
    [
      'none',
      400,
      {
        errorCode: 'errors.com.epicgames.account.auth_token.invalid_refresh_token',
        errorMessage: "Sorry the refresh token 'abc' is invalid",
      },
    ],
    // Webex.
    ['none', 400, { message: 'The request is wrong', errors: [{ description: 'The refresh token is invalid' }] }],
    ['none', 400, { error: 'invalid_request', error_description: 'Refresh token has already been used' }],
    ['none', 400, { error: 'invalid_request', error_description: 'The REFRESH  TOKEN does not exist' }],
    ['none', 400, { error: 'invalid_request', error_description: 'Invalid RefreshToken' }],
    [
      'none',
      400,
      {
        error: 'invalid_request',
        error_description: 'The provided authorization grant or refresh token is invalid, expired or revoked',
      },
    ],
  ])('%s: %i %j', async (row, status, body) => {
    const error = await refusal(row, status, body);
    expect({ error, isDead: isDead(error) }).toMatchObject({ isDead: true });
  });
});

describe('a refusal that says nothing about the refresh token', () => {
  it.each<[row: string, status: number, body: unknown]>([
    ['reddit', 401, { message: 'Unauthorized', error: 401 }],
    ['reddit', 400, { error: 'unsupported_grant_type' }],
    ['reddit', 429, { message: 'Too Many Requests', error: 429 }],
    [
      'strava',
      400,
      { message: 'Bad Request', errors: [{ resource: 'Application', field: 'client_id', code: 'invalid' }] },
    ],
    ['twitch', 403, { status: 403, message: 'invalid client secret' }],
    ['x', 400, { error: 'invalid_request', error_description: 'Missing required parameter [refresh_token].' }],
    ['none', 401, { error: 'invalid_client', error_description: 'Refresh token revoked' }],
    ['none', 429, { error: 'slow_down', message: 'Refresh token expired' }],
    ['none', 503, { error: 'invalid_grant' }],
    ['none', 500, 'Invalid refresh token'],
    ['none', 400, { message: 'The refresh token request is invalid' }],
    ['none', 400, { message: 'Invalid refresh token request' }],
    ['none', 400, { error: 'invalid_request' }],
    ['none', 400, { error: 'unauthorized_client' }],
    ['none', 401, { error: 'unauthorized_client', error_description: 'The client may not use this grant' }],
    ['none', 403, { error: 'unauthorized_client', error_description: 'The refresh token grant is not allowed' }],
    ['none', 400, { error: 'unauthorized_client', error_description: 'token_expired' }],
    ['none', 400, { error: 'invalid_client', code: 'invalid_grant' }],
    ['none', 400, { errors: [{ errorType: 'invalid_client', message: 'Refresh token revoked' }] }],
    ['none', 500, { error: 'Invalid refresh token' }],
    ['none', 429, { error: 'unauthorized_client', error_description: 'refresh_token is invalid' }],
    ['none', 503, { error: { message: 'TOKEN_EXPIRED' } }],
    ['none', 400, { message: 'Refresh token not found in the request' }],
    ['none', 400, { message: 'Invalid refresh_token parameter' }],
    ['none', 400, { error: 'invalid_request', error_description: 'refresh_token is required' }],
    ['zoom', 400, { reason: 'Invalid grant type!', error: 'invalid_request' }],
    ['zoom', 400, { reason: 'Invalid client_id or client_secret', error: 'invalid_client' }],
  ])('%s: %i %j', async (row, status, body) => {
    const error = await refusal(row, status, body);
    expect({ error, isDead: isDead(error) }).toMatchObject({ isDead: false });
  });
});

it.each(['grant', 'invalid', 'token'])(
  'a dead refresh token is one although the secret is "%s"',
  async (clientSecret) => {
    provider = await startStandIn({
      'id.example/token': (_req, res) => sendJson(res, 400, { error: 'invalid_grant', error_description: 'gone' }),
    });
    const client = oauth2({
      name: 'none',
      clientId: 'our-id',
      clientSecret,
      authorizationEndpoint: 'https://id.example/authorize',
      tokenEndpoint: 'https://id.example/token',
      userinfoEndpoint: 'https://id.example/user',
      fetch: provider.fetch,
    });
    expect(isDead(await rejectionOf(client.refresh(TOKENS, 'ada')))).toBe(true);
  },
);
