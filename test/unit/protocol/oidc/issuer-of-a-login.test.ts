import { expect, it } from '@jest/globals';
import { oidc } from '../../../../src/index.js';
import { rejectionOf } from '../../caught.js';

const ISSUER = 'https://id.example';

it('a login that began at another issuer is refused before the code is sent', async () => {
  const asked: string[] = [];
  const client = oidc({
    issuer: ISSUER,
    clientId: 'app',
    clientSecret: 'secret',
    metadata: { authorization_endpoint: `${ISSUER}/authorize`, token_endpoint: `${ISSUER}/token` },
    jwks: { keys: [] },
    fetch: async (url) => {
      asked.push(url);
      return Response.json({});
    },
  });
  const redirectUri = 'https://app.example/redirect';
  const { pendingChecks } = await client.authorize({ state: 's', redirectUri, scope: [], parameters: {} });
  const parameters = new URLSearchParams({ code: 'c', state: 's' });
  const response = {
    parameters,
    state: 's',
    redirectUri,
    pendingChecks: { ...pendingChecks, issuer: `${ISSUER}/old` },
  };
  expect(await rejectionOf(client.identify(response))).toMatchObject({ code: 'ERR_OAUTH_ISSUER_MISMATCH' });
  expect(asked).toEqual([]);
});
