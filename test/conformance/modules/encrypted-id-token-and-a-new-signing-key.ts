import { Browser } from '../../support/browser.js';
import { decrypting, encryptsIdTokens } from '../encrypting.js';
import { expect, scenario } from '../run.js';

// The token is decrypted again when the provider's keys have been looked up.
export default scenario(
  async (world) => {
    await world.signIn();
    world.provider.rotate();
    const other = new Browser();
    await world.signIn(other);
    await world.expectSignedIn('oidc:alice', other);
    expect(world.provider.calls('jwks')).toBe(2);
    expect(world.provider.calls('token')).toBe(2);
  },
  { misbehaviour: encryptsIdTokens, ...decrypting },
);
