import { having, rejects } from '../run.js';

export default rejects('ERR_OAUTH_BAD_RESPONSE', { userinfo: having({ sub: undefined }) });
