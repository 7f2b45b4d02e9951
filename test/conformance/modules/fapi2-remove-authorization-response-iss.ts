import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_ISSUER_MISMATCH',
  { authorizationResponse: (sent) => without(sent, 'iss') },
  { fapi: 'with nonces', withoutCalling: ['token', 'jwks', 'userinfo'] },
);
