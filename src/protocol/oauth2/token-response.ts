import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';

/** A token response, with the claims of its ID token. */
export type TokenResponse = TokenEndpointResponse & TokenEndpointResponseHelpers;
