import { rejects } from '../run.js';

export default rejects('ERR_OAUTH_ID_TOKEN', {
  idToken: (claims) => ({ ...claims, iat: Number(claims['iat']) + 3600, exp: Number(claims['exp']) + 3600 }),
});
