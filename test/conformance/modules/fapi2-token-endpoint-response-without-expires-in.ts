import { pass } from '../run.js';

export default pass({ tokenResponse: ({ expires_in: _withheld, ...body }) => body }, { fapi: 'with nonces' });
