import { providerKeys } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// The keys that the app knows are the only ones that count.
const { other } = await providerKeys();

export default rejects('ERR_OAUTH_ID_TOKEN', {}, { client: { jwks: { keys: [other.jwk] } }, signedInToo: false });
