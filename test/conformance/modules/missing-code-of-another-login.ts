import { rejects } from '../run.js';

// No login of this browser expects it.
export default rejects(
  'ERR_OAUTH_STATE_UNKNOWN',
  { authorizationResponse: () => ({ state: 'another' }) },
  { signedInToo: false, withoutCalling: ['token'] },
);
