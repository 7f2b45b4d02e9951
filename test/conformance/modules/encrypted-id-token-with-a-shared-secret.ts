import { CompactEncrypt } from 'jose';
import { CLIENT_SECRET } from '../../support/hostile/client-requests.js';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { refusesEncrypted } from '../encrypting.js';

// Everybody who has the client secret could encrypt so.
export default refusesEncrypted(async (claims, keys) =>
  new CompactEncrypt(new TextEncoder().encode(await signedWith(keys.current, claims)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(new TextEncoder().encode(CLIENT_SECRET.padEnd(32).slice(0, 32))),
);
