import { expect, scenario } from '../run.js';

const secret = 'a secret/with signs+of=all&kinds';
const written = [secret, new URLSearchParams({ secret }).toString().slice(7), encodeURIComponent(secret)];

export default scenario(
  async (world) => {
    expect((await world.signIn()).text).toContain('ERR_OAUTH_TOKEN_ENDPOINT');
    for (const each of written) expect(JSON.stringify(world.failures)).not.toContain(JSON.stringify(each).slice(1, -1));
  },
  {
    client: { clientSecret: secret },
    misbehaviour: {
      respond: {
        token: (_req, res) =>
          void res
            .writeHead(400, { 'content-type': 'application/json' })
            .end(JSON.stringify({ error: 'invalid_client', error_description: `You sent ${written.join(' ')}` })),
      },
    },
  },
);
