import { OAUTH2_SOCIAL_FIXTURES } from './oauth2-social-fixtures.js';
import { OAUTH2_WORK_FIXTURES } from './oauth2-work-fixtures.js';
import { OIDC_FIXTURES } from './oidc-fixtures.js';
import type { ProviderFixture } from './provider-fixture.js';

/** The fixtures of all rows for OpenID Connect and OAuth 2.0, by the name of the row. */
export const FIXTURES: Readonly<Record<string, ProviderFixture>> = {
  ...OIDC_FIXTURES,
  ...OAUTH2_WORK_FIXTURES,
  ...OAUTH2_SOCIAL_FIXTURES,
};

/** Returns the fixture of one row. */
export function getFixture(name: string): ProviderFixture {
  const fixture = FIXTURES[name];
  if (fixture === undefined) throw new Error(`The row ${name} has no fixture`);
  return fixture;
}
