import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

// The same URL in another spelling. Its keys are cached, too.
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
