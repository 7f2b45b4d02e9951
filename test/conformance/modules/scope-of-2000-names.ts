import { having, rejects } from '../run.js';

const scope = Array.from({ length: 2000 }, (_, index) => `scope${index}`).join(' ');

export default rejects('ERR_OAUTH_BAD_RESPONSE', { tokenResponse: having({ scope }) }, { status: 502 });
