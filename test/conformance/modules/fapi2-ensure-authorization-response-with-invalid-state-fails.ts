import { changeCharacter } from '../../support/change-character.js';
import { rejects } from '../run.js';

// The first response may come from an old tab, so the login starts again. The second one is an error.
export default rejects(
  'ERR_OAUTH_STATE_UNKNOWN',
  { authorizationResponse: (sent) => ({ ...sent, state: changeCharacter(sent['state'] ?? '') }) },
  { fapi: 'with nonces', signedInToo: false, withoutCalling: ['token'] },
);
