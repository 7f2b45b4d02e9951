import { expect, rejects } from '../run.js';

// An error does not restart the login, because it would come back.
export default rejects(
  'ERR_OAUTH_STATE_UNKNOWN',
  { authorizationResponse: () => ({ error: 'login_required', state: 'another' }) },
  { signedInToo: false, also: ({ provider }) => expect(provider.calls('authorize')).toBe(1) },
);
