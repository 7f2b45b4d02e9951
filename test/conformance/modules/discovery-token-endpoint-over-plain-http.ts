import { having, rejectsAtLogin } from '../run.js';

// The issuer is on this machine, and so may be plain http. Secret and code must not go elsewhere that way.
export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, {
  discovery: having({ token_endpoint: 'http://id.example/token' }),
});
