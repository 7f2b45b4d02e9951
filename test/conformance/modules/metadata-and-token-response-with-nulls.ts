import { having, pass } from '../run.js';

// Null in place of what is left out: not what the specifications say, but what serializers do.
export default pass({
  discovery: having({ end_session_endpoint: null, token_endpoint_auth_methods_supported: null }),
  tokenResponse: having({ scope: null, refresh_token: null, expires_in: null }),
});
