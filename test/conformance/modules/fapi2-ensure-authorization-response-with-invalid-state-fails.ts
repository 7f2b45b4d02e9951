import { rejects } from '../run.js';

// The first response may come from an old tab, so the login starts again. The second one is an error.
export default rejects(
  'ERR_OAUTH_STATE_UNKNOWN',
  { authorizationResponse: (sent) => ({ ...sent, state: `x${sent['state']?.slice(1)}`.replace(/^xx/, 'yx') }) },
  { fapi: 'with nonces', signedInToo: false, withoutCalling: ['token'] },
);
