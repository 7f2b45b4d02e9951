import { signedWith } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

export default rejects('ERR_OAUTH_ID_TOKEN', {
  async sign(claims, { current }) {
    const [header, , signature] = (await signedWith(current, claims)).split('.');
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'mallory' })).toString('base64url');
    return `${header}.${changed}.${signature}`;
  },
});
