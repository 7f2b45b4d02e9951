import { rejects, without } from '../run.js';

// QQ.
export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  { authorizationResponse: (sent) => ({ ...without(sent, 'code'), usercancel: '1' }) },
  { status: 403, withoutCalling: ['token'] },
);
