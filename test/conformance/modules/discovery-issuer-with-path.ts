import { rejectsAtLogin } from '../run.js';

export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, {
  discovery: (metadata) => ({ ...metadata, issuer: `${String(metadata['issuer'])}/tenant` }),
});
