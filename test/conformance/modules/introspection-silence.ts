import { silence } from '../../support/hostile/answers.js';
import { failsToTell } from '../introspecting.js';

export default failsToTell('ERR_OAUTH_TIMEOUT', silence, { timeoutSeconds: 0.5 });
