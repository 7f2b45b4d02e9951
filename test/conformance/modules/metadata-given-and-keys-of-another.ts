import { providerKeys } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// Only the configured keys count.
const { other } = await providerKeys();

export default rejects('ERR_OAUTH_ID_TOKEN', {}, { client: { jwks: { keys: [other.jwk] } }, signedInToo: false });
