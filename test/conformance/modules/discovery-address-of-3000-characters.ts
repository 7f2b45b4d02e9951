import { rejectsAtLogin } from '../run.js';

// It would be the header Location of each login.
export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, {
  discovery: (metadata) => ({
    ...metadata,
    authorization_endpoint: `${String(metadata['authorization_endpoint'])}?${'x'.repeat(3000)}`,
  }),
});
