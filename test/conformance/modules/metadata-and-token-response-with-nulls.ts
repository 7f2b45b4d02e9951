import { having, pass } from '../run.js';

// Null instead of a missing member. The specifications do not allow that, but some serializers do it.
export default pass({
  discovery: having({ end_session_endpoint: null, token_endpoint_auth_methods_supported: null }),
  tokenResponse: having({ scope: null, refresh_token: null, expires_in: null }),
});
