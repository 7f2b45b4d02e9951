import { rejects } from '../run.js';

// The first one may be an old tab, and starts the login again by itself. The second one is no accident.
export default rejects(
  'ERR_OAUTH_STATE_UNKNOWN',
  { authorizationResponse: (sent) => ({ ...sent, state: `x${sent['state']?.slice(1)}`.replace(/^xx/, 'yx') }) },
  { fapi: 'with nonces', signedInToo: false, withoutCalling: ['token'] },
);
