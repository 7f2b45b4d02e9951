import type { Answer } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

// The user signs out during a refresh. The new tokens are revoked and not stored.
export default scenario(async (world) => {
  await world.signIn();
  world.advance(3700);
  let answer = (): void => undefined;
  const issued = new Promise<void>((resolve) => {
    // The provider has issued new tokens, but its answer is delayed.
    const refresh: Answer = (_req, res, behave) => {
      const end = res.end.bind(res);
      res.end = (body?: unknown) => {
        answer = () => void end(body);
        resolve();
        return res;
      };
      behave();
    };
    world.provider.misbehave({ respond: { refresh } });
  });
  const asked = world.token();
  await issued;
  await world.browser.post(`${world.app}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
  answer();
  expect(await asked).toEqual({ code: 'ERR_OAUTH_NOT_SIGNED_IN' });
  // Once for the old refresh token at the logout, once for the new one.
  expect(world.provider.calls('revoke')).toBe(2);
});
