import { having, rejectsAtLogin } from '../run.js';

export default rejectsAtLogin(
  'ERR_OAUTH_PROFILE',
  500,
  { discovery: having({ dpop_signing_alg_values_supported: undefined }) },
  {},
  'with nonces',
);
