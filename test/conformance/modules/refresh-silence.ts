import { sentRefreshTokens } from '../refreshing.js';
import { expect, impatient, scenario } from '../run.js';

// The callers do not wait for long, but the request goes on. While it does, nobody sends the refresh token again.
export default scenario(
  async (world) => {
    await world.signIn();
    world.advance(3700);
    let cut = (): void => undefined;
    world.provider.misbehave({ respond: { refresh: (req) => void (cut = () => req.socket.destroy()) } });
    for (let call = 0; call < 3; call += 1) expect(await world.token()).toEqual({ code: 'ERR_OAUTH_TIMEOUT' });
    expect(world.provider.calls('refresh')).toBe(1);
    await world.expectSignedIn('oidc:alice');
    // Nobody knows whether the token was used, so it is sent again.
    world.provider.misbehave();
    cut();
    expect(await world.token()).toEqual({ token: expect.any(String) });
    const [first, second] = sentRefreshTokens(world);
    expect(second).toBe(first);
    expect(world.events).toEqual(['token.refreshed']);
  },
  { client: impatient },
);
