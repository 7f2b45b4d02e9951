import { rejects } from '../run.js';

// Nothing proves that the provider wrote this response.
export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { answersPlainly: true, authorizationResponse: ({ state = '' }) => ({ state, error: 'access_denied' }) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token'] },
);
