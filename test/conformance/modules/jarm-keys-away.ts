import { status } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

// Nothing is wrong with the response, as far as anybody can tell.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { jwks: status(500) } },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, signedInToo: false, status: 502, withoutCalling: ['token'] },
);
