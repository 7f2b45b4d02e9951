import { expect, rejects } from '../run.js';

// The first one may be an old tab, and starts the login again by itself. The second one is no accident.
export default rejects(
  'ERR_OAUTH_STATE_UNKNOWN',
  {
    authorizationResponse: (sent) => ({
      ...sent,
      state: `${sent['state']?.startsWith('x') ? 'y' : 'x'}${sent['state']?.slice(1)}`,
    }),
  },
  {
    signedInToo: false,
    withoutCalling: ['token'],
    also: ({ provider }) => expect(provider.calls('authorize')).toBe(2),
  },
);
