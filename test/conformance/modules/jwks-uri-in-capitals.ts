import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

// The same address, otherwise written: its keys are kept all the same.
export default scenario(
  async (world) => {
    await world.signIn();
    await world.signIn(new Browser());
    expect(world.provider.calls('jwks')).toBe(1);
  },
  {
    misbehaviour: {
      discovery: (metadata) => ({ ...metadata, jwks_uri: String(metadata['jwks_uri']).replace('http', 'HTTP') }),
    },
  },
);
