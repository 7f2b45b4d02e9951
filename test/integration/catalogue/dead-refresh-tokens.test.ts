import { afterEach, describe, expect, it } from '@jest/globals';
import { dropbox, oauth2, reddit, strava, twitch, x } from '../../../src/index.js';
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
  ])('%s: %i %j', async (row, status, body) => {
    const error = await refusal(row, status, body);
    expect({ error, isDead: isDead(error) }).toMatchObject({ isDead: false });
  });
});
