import { having, pass } from '../run.js';

export default pass({ tokenResponse: having({ token_type: 'dPoP' }) }, { fapi: 'with nonces' });
