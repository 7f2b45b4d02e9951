import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ISSUER_MISMATCH',
  { signedResponse: (claims) => ({ ...claims, iss: 'https://other.example' }) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token', 'userinfo'] },
);
