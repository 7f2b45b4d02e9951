import { having, pass } from '../run.js';

// Seen at real providers.
export default pass({ tokenResponse: having({ expires_in: '3600' }) });
