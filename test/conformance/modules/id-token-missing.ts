import { having, rejects } from '../run.js';

export default rejects('ERR_OAUTH_ID_TOKEN', { tokenResponse: having({ id_token: undefined }) });
