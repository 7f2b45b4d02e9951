import { pass } from '../run.js';

// Clients must ignore what they do not know (RFC 6749, section 4.1.2).
export default pass({
  authorizationResponse: (sent) => ({
    ...sent,
    session_state: 'a.b',
    scope: 'openid',
    authuser: '0',
    prompt: 'none',
  }),
});
