import { status } from '../../support/hostile/answers.js';
import { failsToTell } from '../introspecting.js';

// Any text counts as true where it is not looked at closely.
export default failsToTell('ERR_OAUTH_BAD_RESPONSE', status(200, '{"active":"true"}'));
