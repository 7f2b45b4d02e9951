import { rejects } from '../run.js';

export default rejects('ERR_OAUTH_BAD_RESPONSE', { tokenResponse: () => null }, { withoutCalling: ['userinfo'] });
