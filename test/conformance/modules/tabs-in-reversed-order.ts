import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const callbacks: string[] = [];
  for (const tab of ['one', 'two', 'three']) callbacks.push(await world.callbackUrl(world.browser, `/me?tab=${tab}`));
  for (const [index, tab] of ['three', 'two', 'one'].entries()) {
    expect(await world.browser.get(callbacks[2 - index] ?? '')).toMatchObject({
      status: 303,
      location: `${world.app}/me?tab=${tab}`,
    });
  }
  await world.expectSignedIn('oidc:alice');
});
