import { expect, rejects } from '../run.js';

// A provider, or a proxy, that mangles every state must not send the browser round for ever.
export default rejects(
  'ERR_OAUTH_STATE_UNKNOWN',
  { authorizationResponse: (sent) => ({ ...sent, state: 'of-another-app' }) },
  {
    signedInToo: false,
    withoutCalling: ['token'],
    also: ({ provider }) => expect(provider.calls('authorize')).toBeLessThanOrEqual(5),
  },
);
