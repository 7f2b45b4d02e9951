import { having, rejects } from '../run.js';

// The same as no ID token: the sign-in needs one.
export default rejects('ERR_OAUTH_ID_TOKEN', { tokenResponse: having({ id_token: '' }) });
