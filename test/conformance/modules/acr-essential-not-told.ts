import { rejects } from '../run.js';

const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['phr'] } } });

export default rejects('ERR_OAUTH_ID_TOKEN', {}, { client: { authorizationParams: { claims } }, signedInToo: false });
