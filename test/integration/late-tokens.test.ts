import { expect, it } from '@jest/globals';
import { sentRefreshTokens } from '../conformance/refreshing.js';
import { having } from '../conformance/run.js';
import { World } from '../support/hostile/world.js';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { useEndAfterTest } from '../support/use.js';

const endAfterTest = useEndAfterTest();

/** Records that do not take renewed tokens while they are away. */
class LosableRecords extends MemoryRecords {
  isAway = false;

  override async swap(key: string, ...rest: [string | null, string | null, number]): Promise<boolean> {
    if (this.isAway && /tok:\{[^}]*\}$/.test(key)) throw new Error('away');
    return super.swap(key, ...rest);
  }
}

it('invariant 9: a second sign-in without a refresh token goes on with the new one, which could not be written before', async () => {
  let world: World | undefined;
  const records = new LosableRecords(() => world?.now ?? Date.now());
  world = endAfterTest(await World.start({ options: { records } }));
  await world.signIn();
  world.advance(3700);
  world.provider.misbehave({ respond: { refresh: (_req, _res, behave) => ((records.isAway = true), behave()) } });
  expect(await world.token()).toEqual({ token: expect.any(String) });
  world.provider.misbehave({
    tokenResponse: having({ refresh_token: undefined }),
    // The store is back just before the sign-in counts.
    respond: { token: (_req, _res, behave) => ((records.isAway = false), behave()) },
  });
  expect((await world.browser.open(`${world.app}/login?returnTo=/me`)).status).toBe(200);
  world.provider.misbehave();
  world.advance(3700);
  expect(await world.token()).toEqual({ token: expect.any(String) });
  expect(new Set(sentRefreshTokens(world)).size).toBe(2);
  expect([world.provider.calls('revoke'), world.provider.refused]).toEqual([0, []]);
});
