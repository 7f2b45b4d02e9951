import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_CODE_MISSING',
  { authorizationResponse: (sent) => without(sent, 'code') },
  { withoutCalling: ['token'] },
);
