import { silence } from '../../support/hostile/answers.js';
import { impatient, rejects } from '../run.js';

export default rejects('ERR_OAUTH_TIMEOUT', { respond: { userinfo: silence } }, { client: impatient, status: 504 });
