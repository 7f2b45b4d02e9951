import { status } from '../../support/hostile/answers.js';
import { failsToTell } from '../introspecting.js';

export default failsToTell('ERR_OAUTH_TOKEN_ENDPOINT', status(401, '{"error":"invalid_client"}'));
