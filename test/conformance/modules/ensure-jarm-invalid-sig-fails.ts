import { changeCharacter } from '../../support/change-character.js';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  {
    signResponse: async (claims, { current }) => {
      const [header, payload, signature = ''] = (await signedWith(current, claims)).split('.');
      return [header, payload, changeCharacter(signature)].join('.');
    },
  },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token', 'userinfo'] },
);
