import { rejects } from '../run.js';

export default rejects('ERR_OAUTH_ID_TOKEN', { jwks: () => ({ keys: [] }) }, { signedInToo: false });
