import { rejects } from '../run.js';

const text = `{"sub":"alice","x":${'['.repeat(5000)}${']'.repeat(5000)}}`;

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  {
    respond: {
      userinfo: (_req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(text),
    },
  },
  { status: 502, signedInToo: false },
);
