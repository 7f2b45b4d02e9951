import { logoutClaims, refusesLogout, signLogoutToken } from '../logging-out.js';

// The provider's own key, but an algorithm that its metadata does not list.
export default refusesLogout(
  (world) => signLogoutToken(world, logoutClaims(world), { typ: 'logout+jwt', alg: 'RS512' }),
  {
    misbehaviour: {
      idToken: (claims) => ({ ...claims, sid: 'a-session' }),
      jwks: ({ keys }) => ({ keys: keys.map(({ alg: _alg, ...key }) => key) }),
    },
  },
);
