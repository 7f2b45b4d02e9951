import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

/** The address of the token endpoint has no version: the registration of a client contains it, and must not change with each version. */
const FACEBOOK: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'facebook',
  label: 'Facebook',
  authorizationEndpoint: 'https://www.facebook.com/v26.0/dialog/oauth',
  tokenEndpoint: 'https://graph.facebook.com/oauth/access_token',
  userinfoEndpoint: 'https://graph.facebook.com/v26.0/me?fields=id,name,first_name,last_name,email,picture',
  scope: 'public_profile email',
  identField: 'id',
  claims: { given_name: 'first_name', family_name: 'last_name', picture: 'picture.data.url' },
  apiBase: 'https://graph.facebook.com/v26.0/',
  documentation: 'https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow',
  checked: '2026-11-25',
};

/** Creates a client for Facebook. Facebook does not say whether an e-mail address is verified. */
export const facebook: ProviderFactory = providerFactory('facebook', FACEBOOK);
