import { heldAnswer } from '../../support/hostile/answers.js';
import { waitUntil } from '../../support/wait-until.js';
import { expect, scenario } from '../run.js';

const inTime = logoutDuringRefresh({ isLate: false, timeoutSeconds: 60 });
const late = logoutDuringRefresh({ isLate: true, timeoutSeconds: 2 });

/** The user signs out during a refresh. The new tokens are revoked and not stored, also if the caller has gone by then. */
export default async function run(): Promise<void> {
  await inTime();
  await late();
}

function logoutDuringRefresh({ isLate, timeoutSeconds }: { isLate: boolean; timeoutSeconds: number }) {
  return scenario(
    async (world) => {
      await world.signIn();
      world.advance(3700);
      const held = heldAnswer();
      world.provider.misbehave({ respond: { refresh: held.answer } });
      const asked = world.token();
      await held.handled;
      if (isLate) expect(await asked).toEqual({ code: 'ERR_OAUTH_TIMEOUT' });
      await world.browser.post(`${world.app}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
      held.release();
      if (!isLate) expect(await asked).toEqual({ code: 'ERR_OAUTH_NOT_SIGNED_IN' });
      // Once for the old refresh token at the logout, once for the new one.
      await waitUntil('both are revoked', async () => world.provider.calls('revoke') === 2);
      expect(world.provider.calls('refresh')).toBe(1);
      expect(world.events).toEqual(['signOut']);
    },
    { client: { timeoutSeconds } },
  );
}
