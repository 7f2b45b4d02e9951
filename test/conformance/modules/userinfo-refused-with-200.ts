import { status } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

// Slack, and APIs of its kind.
export default rejects(
  'ERR_OAUTH_TOKEN_ENDPOINT',
  { respond: { userinfo: status(200, '{"ok":false,"error":"token_revoked"}') } },
  { status: 502 },
);
