import type { Page } from '../../support/browser.js';
import type { StandIn } from './stand-in.js';

/** The address that a stand-in would send the browser back to, which has just left for it. */
export function callbackFor({ location = '' }: Page, provider: StandIn): URL {
  const { searchParams } = new URL(location);
  const header = String(provider.requests[0]?.headers['authorization']);
  const signed = /oauth_callback="([^"]+)"/.exec(header)?.[1];
  const callback = new URL(searchParams.get('redirect_uri') ?? decodeURIComponent(signed ?? ''));
  const values = {
    code: 'c',
    state: searchParams.get('state'),
    oauth_token: searchParams.get('oauth_token'),
    oauth_verifier: 'v',
  };
  for (const [name, value] of Object.entries(values))
    if (value !== null && !callback.searchParams.has(name)) callback.searchParams.set(name, value);
  return callback;
}
