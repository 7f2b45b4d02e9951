import { having, pass } from '../run.js';

export default pass({ tokenResponse: having({ refresh_token: false }) });
