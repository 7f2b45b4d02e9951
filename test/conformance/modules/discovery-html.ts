import { html } from '../../support/hostile/answers.js';
import { rejectsAtLogin } from '../run.js';

export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, { respond: { discovery: html() } });
