import { expect, rejects } from '../run.js';

// RFC 6749, section 5.2: a client that used HTTP authentication gets a challenge. The JSON has the error.
export default rejects(
  'ERR_OAUTH_TOKEN_ENDPOINT',
  {
    respond: {
      token: (_req, res) =>
        void res
          .writeHead(401, { 'www-authenticate': 'Basic realm="id"', 'content-type': 'application/json' })
          .end('{"error":"invalid_client"}'),
    },
  },
  { also: ({ failures }) => expect(failures.at(-1)?.hint).toContain('clientSecret') },
);
