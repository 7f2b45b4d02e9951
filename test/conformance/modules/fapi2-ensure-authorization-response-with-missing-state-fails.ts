import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_STATE_MISSING',
  { authorizationResponse: (sent) => without(sent, 'state') },
  { fapi: 'with nonces', withoutCalling: ['token'] },
);
