import { having, pass } from '../run.js';

export default pass({ tokenResponse: having({ expires_in: '1e400' }) });
