import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const FACEBOOK: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'facebook',
  label: 'Facebook',
  authorizationEndpoint: 'https://www.facebook.com/v23.0/dialog/oauth',
  tokenEndpoint: 'https://graph.facebook.com/v23.0/oauth/access_token',
  userinfoEndpoint: 'https://graph.facebook.com/v23.0/me?fields=id,name,first_name,last_name,email,picture',
  scope: 'public_profile email',
  identField: 'id',
  claims: { given_name: 'first_name', family_name: 'last_name', picture: 'picture.data.url' },
  apiBase: 'https://graph.facebook.com/v23.0/',
  documentation: 'https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow',
  checked: '2026-11-21',
};

/** Creates a client for Facebook. Facebook does not say whether an e-mail address is verified. */
export const facebook: ProviderFactory = providerFactory('facebook', FACEBOOK);
