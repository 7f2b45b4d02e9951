import { expect, scenario } from '../run.js';

// `max_age` counts from the request. A user who authenticated just before it, and then read the consent page for minutes, may sign in.
export default scenario(
  async (world) => {
    const begun = await world.begin();
    world.advance(240);
    const auth_time = Math.floor(Date.now() / 1000) - 270;
    world.provider.misbehave({ idToken: (claims) => ({ ...claims, auth_time }) });
    const page = await world.browser.follow(begun);
    expect({ status: page.status, text: page.text }).toMatchObject({ status: 200 });
    await world.expectSignedIn('oidc:alice');
  },
  { client: { authorizationParams: { max_age: '60' } } },
);
