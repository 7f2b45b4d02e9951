import { having, rejects } from '../run.js';

// No encrypted ID token was requested.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  tokenResponse: having({ id_token: 'eyJhbGciOiJSU0EtT0FFUCJ9.a2V5.aXY.dGV4dA.dGFn' }),
});
