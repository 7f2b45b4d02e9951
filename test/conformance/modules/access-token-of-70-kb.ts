import { having, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ access_token: 'x'.repeat(70_000) }), idToken: ({ at_hash: _hash, ...claims }) => claims },
  { status: 502, withoutCalling: ['userinfo'] },
);
