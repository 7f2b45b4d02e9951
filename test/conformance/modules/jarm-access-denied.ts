import { rejects } from '../run.js';

// The user cancelled, and the provider signed that response.
export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  { signedResponse: ({ code: _none, ...claims }) => ({ ...claims, error: 'access_denied' }) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, status: 403, withoutCalling: ['token'] },
);
