import { Browser } from '../../support/browser.js';
import { encryptsIdTokens, KEY } from '../encrypting.js';
import { expect, scenario } from '../run.js';

const { kid: _kid, ...unnamed } = KEY;

export default scenario(
  async (world) => {
    await world.signIn();
    world.provider.rotate();
    const other = new Browser();
    await world.signIn(other);
    await world.expectSignedIn('oidc:alice', other);
    expect(world.provider.calls('token')).toBe(2);
  },
  { misbehaviour: encryptsIdTokens, client: { decryptionKeys: [unnamed] } },
);
