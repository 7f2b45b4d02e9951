import type { IDToken } from 'openid-client';
import type { Authentication } from '../client.js';

/** How far apart the clocks of a provider's own machines may be. */
const PROVIDER_SKEW_SECONDS = 30;

/**
 * Reads when and how the user authenticated from the claims of an ID token. A time after the token was issued is ignored: one in
 * milliseconds, for example, would never become too old.
 */
export function readAuthentication({ iat, auth_time, acr, amr }: IDToken): Authentication {
  const methods = Array.isArray(amr) ? amr.filter((each): each is string => typeof each === 'string') : undefined;
  const hasTime = typeof auth_time === 'number' && auth_time <= iat + PROVIDER_SKEW_SECONDS;
  return {
    ...(hasTime ? { at: auth_time * 1000 } : {}),
    ...(typeof acr === 'string' ? { acr } : {}),
    ...(methods ? { amr: methods } : {}),
  };
}
