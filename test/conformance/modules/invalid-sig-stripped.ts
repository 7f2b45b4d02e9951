import { signedWith } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: async (claims, { current }) => (await signedWith(current, claims)).replace(/[^.]+$/, ''),
});
