import { unsigned } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { signResponse: (claims) => unsigned(claims) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token', 'userinfo'] },
);
