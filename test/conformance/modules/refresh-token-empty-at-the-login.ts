import { expect, having, pass } from '../run.js';

// There is no refresh token, so none is sent later.
export default pass(
  { tokenResponse: having({ refresh_token: '', expires_in: 1 }) },
  { also: ({ provider }) => expect(provider.calls('refresh')).toBe(0) },
);
