import { status } from '../../support/hostile/answers.js';
import { failsToTell } from '../introspecting.js';

// A careless check would take any string for true.
export default failsToTell('ERR_OAUTH_BAD_RESPONSE', status(200, '{"active":"true"}'));
