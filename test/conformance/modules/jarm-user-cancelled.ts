import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  { signedResponse: ({ code: _none, ...claims }) => ({ ...claims, error: 'user_cancelled_authorize' }) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, status: 403, withoutCalling: ['token'] },
);
