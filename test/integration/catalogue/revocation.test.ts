import { afterEach, expect, it } from '@jest/globals';
import { discord, reddit, x, zoom } from '../../../src/index.js';
import type { ProviderFactory } from '../../../src/providers/provider-client.js';
import { rejectionOf } from '../../unit/caught.js';
import { ROWS } from './rows.js';
import { sendJson, startStandIn } from './stand-in.js';
import type { Answer, StandIn } from './stand-in.js';

let provider: StandIn | undefined;

afterEach(() => provider?.close());

const TOKENS = { accessToken: 'a-token', tokenType: 'bearer', refreshToken: 'a-refresh-token', issuedAt: 0 };

/** The revocation endpoints of the catalogue. */
const ENDPOINTS: Record<string, [create: ProviderFactory, address: string]> = {
  discord: [discord, 'discord.com/api/oauth2/token/revoke'],
  reddit: [reddit, 'www.reddit.com/api/v1/revoke_token'],
  x: [x, 'api.x.com/2/oauth2/revoke'],
  zoom: [zoom, 'zoom.us/oauth/revoke'],
};

async function revokeAt(name: string, answer: Answer): Promise<{ isRevoked: Promise<boolean>; standIn: StandIn }> {
  const [create, address] = ENDPOINTS[name] ?? [];
  const standIn = (provider = await startStandIn({ [address ?? '']: answer }));
  const client = create?.({ clientId: 'our-id', clientSecret: 'a-secret', fetch: standIn.fetch });
  return { isRevoked: client?.revoke(TOKENS) ?? Promise.resolve(false), standIn };
}

it('every row with a revocation endpoint is tested here', () => {
  const names = ROWS.filter((row) => 'revocationEndpoint' in row).map(({ name }) => name);
  expect(names.toSorted()).toEqual(Object.keys(ENDPOINTS).toSorted());
});

it.each<[name: string, status: number, body: string]>([
  // https://github.com/reddit-archive/reddit/wiki/OAuth2#manually-revoking-a-token
  ['reddit', 204, ''],
  ['reddit', 200, ''],
  ['x', 200, '{"revoked":true}'],
  ['discord', 200, '{}'],
  ['zoom', 200, '{"status":"success"}'],
])('%s: %i %j is success', async (name, status, body) => {
  const { isRevoked, standIn } = await revokeAt(name, (_req, res) => {
    res.writeHead(status, { 'content-type': 'application/json' }).end(body === '' ? undefined : body);
  });
  expect(await isRevoked).toBe(true);
  const [request, ...others] = standIn.requests;
  expect(others).toEqual([]);
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
    token: TOKENS.refreshToken,
    token_type_hint: 'refresh_token',
  });
});

it.each(Object.keys(ENDPOINTS))('%s: 401 is a failure', async (name) => {
  const { isRevoked } = await revokeAt(name, (_req, res) =>
    sendJson(res, 401, { message: 'Unauthorized', error: 401 }),
  );
  expect(await rejectionOf(isRevoked)).toMatchObject({ name: 'ProviderUnavailableError' });
});
