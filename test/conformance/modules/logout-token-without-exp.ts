import { expect, scenario } from '../run.js';
import { logoutClaims, refusesLogout, sendLogoutToken, signLogoutToken, withProviderSession } from '../logging-out.js';
import type { World } from '../../support/hostile/world.js';

const withoutExpiry = (world: World) => signLogoutToken(world, logoutClaims(world, { exp: undefined }));

const isRefused = refusesLogout(withoutExpiry);
const isNamed = scenario(async (world) => {
  await world.signIn();
  await sendLogoutToken(world, await withoutExpiry(world));
  expect(world.failures.map(({ message }) => message)).toEqual([expect.stringContaining('"exp" is missing')]);
}, withProviderSession);

export default async function run() {
  await isRefused();
  await isNamed();
}
