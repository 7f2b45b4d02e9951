import { having, rejectsAtLogin } from '../run.js';

// The issuer is local, so it may use plain http. The secret and the code must not be sent elsewhere over plain http.
export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, {
  discovery: having({ token_endpoint: 'http://id.example/token' }),
});
