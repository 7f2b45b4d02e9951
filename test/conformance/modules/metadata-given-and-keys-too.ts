import { expect, scenario } from '../run.js';
import { HostileProvider } from '../../support/hostile/hostile-provider.js';

// The only requests are for the tokens and the user info, because the app has all other data.
const known = await HostileProvider.start();

export default scenario(
  async (world) => {
    try {
      const page = await world.signIn();
      expect(page.text).toContain('"oidc:alice"');
      expect(known.requests.map(({ endpoint }) => endpoint)).toEqual(['authorize', 'token', 'userinfo']);
      expect(known.refused).toEqual([]);
    } finally {
      await known.close();
    }
  },
  {
    client: {
      issuer: known.issuer,
      metadata: {
        authorization_endpoint: `${known.issuer}/authorize`,
        token_endpoint: `${known.issuer}/token`,
        userinfo_endpoint: `${known.issuer}/userinfo`,
        id_token_signing_alg_values_supported: ['RS256'],
      },
      jwks: { keys: [known.keys.current.jwk] },
    },
  },
);
