import { having, rejectsAtLogin } from '../run.js';

export default rejectsAtLogin(
  'ERR_OAUTH_DISCOVERY',
  502,
  { discovery: having({ issuer: 'https://other.example' }) },
  {},
  'with nonces',
);
