import { rejects } from '../run.js';

const LONG_AGO = Math.floor(Date.now() / 1000) - 1000;

export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  { idToken: (claims) => ({ ...claims, auth_time: LONG_AGO }) },
  { client: { authorizationParams: { max_age: '60' } }, signedInToo: false },
);
