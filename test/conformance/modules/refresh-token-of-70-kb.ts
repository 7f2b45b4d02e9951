import { having, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ refresh_token: 'x'.repeat(70_000) }) },
  { status: 502, withoutCalling: ['userinfo'] },
);
