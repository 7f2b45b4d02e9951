import { having, rejectsAtLogin } from '../run.js';

export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, {
  discovery: having({ mtls_endpoint_aliases: { token_endpoint: 'http://id.example/token' } }),
});
