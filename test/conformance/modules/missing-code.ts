import { rejects, without } from '../run.js';

// WeChat answers a user who refuses with the state alone, and so does Keycloak after a silent cancel.
export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  { authorizationResponse: (sent) => without(sent, 'code') },
  { status: 403, withoutCalling: ['token'] },
);
