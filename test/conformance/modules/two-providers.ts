import { scenario } from '../run.js';

// The same subject at two providers means two users.
export default scenario(
  async (world) => {
    await world.browser.open(`${world.app}/login/a`);
    await world.expectSignedIn('a:alice');
    await world.browser.open(`${world.app}/login/b`);
    await world.expectSignedIn('b:alice');
  },
  { providers: 2 },
);
