import { having, pass } from '../run.js';

export default pass(
  { tokenResponse: having({ token_type: undefined }) },
  { client: { fixes: { tokenResponse: (body) => ({ ...body, token_type: 'Bearer' }) } } },
);
