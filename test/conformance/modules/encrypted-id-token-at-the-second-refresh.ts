import { decrypting, encryptsIdTokens } from '../encrypting.js';
import { expect, having, scenario } from '../run.js';

// The second refreshed ID token is compared with the first, and with the login.
export default scenario(
  async (world) => {
    await world.signIn();
    const tokens: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      tokens.push((await world.token()).token);
      world.advance(3700);
    }
    expect(new Set(tokens).size).toBe(3);
    world.provider.misbehave({ ...encryptsIdTokens, refreshedIdToken: having({ nonce: 'another' }) });
    expect(await world.token()).toEqual({ code: 'ERR_OAUTH_ID_TOKEN' });
  },
  { misbehaviour: encryptsIdTokens, ...decrypting },
);
