import { expect, rejects } from '../run.js';

// A provider or proxy that changes every state must not cause a redirect loop.
export default rejects(
  'ERR_OAUTH_STATE_UNKNOWN',
  { authorizationResponse: (sent) => ({ ...sent, state: 'of-another-app' }) },
  {
    signedInToo: false,
    withoutCalling: ['token'],
    also: ({ provider }) => expect(provider.calls('authorize')).toBeLessThanOrEqual(5),
  },
);
