import { status } from '../../support/hostile/answers.js';
import { failsToTell } from '../introspecting.js';

export default failsToTell('ERR_OAUTH_BAD_RESPONSE', status(500));
