import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const SLACK: OidcProvider = {
  protocol: 'oidc',
  name: 'slack',
  label: 'Slack',
  issuer: 'https://slack.com',
  // A user id is unique only within its workspace.
  subjectClaims: ['https://slack.com/team_id', 'sub'],
  apiBase: 'https://slack.com/api/',
  membership: 'https://slack.com/team_id',
  documentation: 'https://docs.slack.dev/authentication/sign-in-with-slack/',
  checked: '2026-11-21',
};

/** Creates a client for Slack ("Sign in with Slack"). */
export const slack: ProviderFactory = providerFactory('slack', SLACK);
