import { status } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

// The client cannot know that the response is wrong.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { jwks: status(500) } },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, signedInToo: false, status: 502, withoutCalling: ['token'] },
);
