import { having, pass } from '../run.js';

// As if the provider did not say when the token expires.
export default pass({ tokenResponse: having({ expires_in: -1 }) });
