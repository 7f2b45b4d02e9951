import { having, rejects } from '../run.js';

export default rejects('ERR_OAUTH_USER_INFO', { userinfo: having({ sub: 'mallory' }) });
