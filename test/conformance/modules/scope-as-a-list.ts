import { having, pass } from '../run.js';

// RFC 6749, section 3.3, has a text.
export default pass({ tokenResponse: having({ scope: ['openid', 'email'] }) });
