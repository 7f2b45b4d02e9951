import { having, rejectsAtLogin } from '../run.js';

// Required (OIDC Discovery, section 3). No user is sent to a provider from which the login could not return.
export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, {
  discovery: having({ token_endpoint: undefined }),
});
