import type { Answer } from '../../support/hostile/answers.js';
import { encryptFor } from '../../support/hostile/encryption.js';
import { KEY } from '../encrypting.js';
import { expect, rejects } from '../run.js';

const userinfo: Answer = (_req, res) =>
  void encryptFor(KEY, '{"sub":"alice"}').then((jwe) =>
    res.writeHead(200, { 'content-type': 'application/jwt' }).end(jwe),
  );

// OIDC Core, section 5.3.2 allows it, but anybody can encrypt for a public key: openid-client wants a signature, too.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { userinfo } },
  {
    client: { decryptionKeys: [KEY] },
    signedInToo: false,
    also: ({ failures }) => expect(failures.at(-1)?.hint).toContain('must be signed, also where it is encrypted'),
  },
);
