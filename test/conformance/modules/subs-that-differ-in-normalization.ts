import { expect, scenario } from '../run.js';

// Both look like the same name. The provider says that they are two users.
export default scenario(async (world) => {
  const idents = [];
  for (const user of ['caf\u00E9', 'cafe\u0301']) {
    world.provider.user = user;
    await world.signIn();
    idents.push((await world.visitor()).ident);
    await world.browser.post(`${world.app}/logout`, {});
  }
  expect(idents).toEqual(['oidc:caf\u00E9', 'oidc:cafe\u0301']);
});
