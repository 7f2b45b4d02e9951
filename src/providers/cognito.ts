import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const COGNITO: OidcProvider = {
  protocol: 'oidc',
  name: 'cognito',
  label: 'Amazon Cognito',
  placeholders: { region: { kind: 'segment' }, userPool: { kind: 'segment' } },
  issuer: 'https://cognito-idp.{region}.amazonaws.com/{userPool}',
  groups: { claim: 'cognito:groups' },
  documentation:
    'https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html',
  checked: '2026-11-21',
};

/** Creates a client for an Amazon Cognito user pool; `userPool` is the id of the pool, `region` its AWS region. */
export const cognito: ProviderFactory<'region' | 'userPool'> = providerFactory('cognito', COGNITO);
