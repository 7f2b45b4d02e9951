import { unsigned } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

export default rejects('ERR_OAUTH_ID_TOKEN', { sign: (claims) => unsigned(claims) });
