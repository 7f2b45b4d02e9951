import { expect, scenario } from '../run.js';

// Every session cookie belongs to a signed-in session, whichever comes last.
export default scenario(async (world) => {
  const callbacks: string[] = [];
  for (let tab = 0; tab < 10; tab += 1) callbacks.push(await world.callbackUrl());
  const answers = await Promise.all(callbacks.map((callback) => world.browser.get(callback)));
  expect(answers.map(({ location }) => location)).toEqual(callbacks.map(() => `${world.app}/me`));
  await world.expectSignedIn('oidc:alice');
});
