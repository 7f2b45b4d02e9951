import { having, rejectsAtLogin } from '../run.js';

// Required (OIDC Discovery, section 3). Nobody is sent to a provider from which there is no way back.
export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, {
  discovery: having({ token_endpoint: undefined }),
});
