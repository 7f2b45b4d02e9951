import { rejects } from '../run.js';

// Whoever wrote that, it was not the provider as far as anybody can tell.
export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { answersPlainly: true, authorizationResponse: ({ state = '' }) => ({ state, error: 'access_denied' }) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token'] },
);
