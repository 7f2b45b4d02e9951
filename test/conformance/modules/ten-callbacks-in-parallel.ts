import { expect, scenario } from '../run.js';

// Whichever session cookie comes last, it is one of a signed-in session.
export default scenario(async (world) => {
  const callbacks: string[] = [];
  for (let tab = 0; tab < 10; tab += 1) callbacks.push(await world.callbackUrl());
  const answers = await Promise.all(callbacks.map((callback) => world.browser.get(callback)));
  expect(answers.map(({ location }) => location)).toEqual(callbacks.map(() => `${world.app}/me`));
  await world.expectSignedIn('oidc:alice');
});
