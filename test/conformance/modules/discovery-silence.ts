import { silence } from '../../support/hostile/answers.js';
import { impatient, rejectsAtLogin } from '../run.js';

export default rejectsAtLogin('ERR_OAUTH_TIMEOUT', 504, { respond: { discovery: silence } }, impatient);
