import { having, rejectsAtLogin } from '../run.js';

// Each login copies the metadata.
export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, { discovery: having({ policy: 'x'.repeat(100_000) }) });
