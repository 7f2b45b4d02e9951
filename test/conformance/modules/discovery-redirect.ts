import { redirect } from '../../support/hostile/answers.js';
import { rejectsAtLogin } from '../run.js';

export default rejectsAtLogin('ERR_OAUTH_BAD_RESPONSE', 502, { respond: { discovery: redirect() } });
