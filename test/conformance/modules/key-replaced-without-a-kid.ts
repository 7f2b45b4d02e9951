import { Browser } from '../../support/browser.js';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { expect, scenario } from '../run.js';

// A provider with one key need not name it. When it has replaced the key, this very login looks the new one up.
export default scenario(
  async (world) => {
    const { provider } = world;
    const other = new Browser();
    await world.signIn();
    provider.rotate();
    await world.signIn(other);
    await world.expectSignedIn('oidc:alice', other);
    expect(provider.calls('jwks')).toBe(2);
    expect(provider.calls('token')).toBe(2);
  },
  {
    misbehaviour: {
      jwks: ({ keys }) => ({ keys: keys.map(({ kid: _kid, ...key }) => key) }),
      sign: (claims, { current }) => signedWith(current, claims, { kid: undefined }),
    },
  },
);
