import { decrypting, encryptsIdTokens } from '../encrypting.js';
import { comesBack } from '../logging-out.js';

// The hint is the signed token that was inside (OIDC Core, section 3.1.2.1).
export default comesBack((state) => `?state=${state}`, { misbehaviour: encryptsIdTokens, ...decrypting });
