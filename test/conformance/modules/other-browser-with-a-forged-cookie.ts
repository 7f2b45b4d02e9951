import { changeCharacter } from '../../support/change-character.js';
import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

// An attacker who can set cookies from a sibling domain still does not know the binding of the login.
export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  const other = new Browser();
  for (const cookie of await world.browser.jar.getCookies(world.app)) {
    await other.jar.setCookie(`${cookie.key}=${changeCharacter(cookie.value, -8)}; Path=/`, world.app);
  }
  world.expectAtProvider(await other.get(callback));
  await world.expectSignedOut(other);
  expect(world.provider.calls('token')).toBe(0);
});
