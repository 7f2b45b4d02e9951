import { rejects, without } from '../run.js';

// The response of a flow that was not asked for: the user did not cancel.
export default rejects(
  'ERR_OAUTH_CODE_MISSING',
  { authorizationResponse: (sent) => ({ ...without(sent, 'code'), id_token: 'a.b.c' }) },
  { withoutCalling: ['token'] },
);
