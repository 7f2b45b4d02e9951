import { Browser } from '../../support/browser.js';
import { curveKey, encrypting, rsaKey } from '../../support/hostile/encryption.js';
import { scenario } from '../run.js';

const before = rsaKey('before');
const after = rsaKey('after');

// The app has the old and the new key, of the same algorithm. The provider changes from one to the other.
export default scenario(
  async (world) => {
    await world.signIn();
    await world.expectSignedIn('oidc:alice');
    world.provider.misbehave({ sign: encrypting(after) });
    const other = new Browser();
    await world.signIn(other);
    await world.expectSignedIn('oidc:alice', other);
  },
  { misbehaviour: { sign: encrypting(before) }, client: { decryptionKeys: [before, after, curveKey('third')] } },
);
