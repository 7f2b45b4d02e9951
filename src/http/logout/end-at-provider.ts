import { randomBytes } from 'node:crypto';
import type { Exchange } from '../exchange.js';
import { leave } from '../response/leave.js';
import { keepWayBack } from './way-back.js';

/** The provider's logout, and the state that comes back from it. */
export interface EndAtProvider {
  url: URL;
  state: string;
}

/** Ends the session at the provider of a client; without a name, of the only one. Undefined where that cannot be done. */
export async function endAtProvider(
  { services: { clients }, urls }: Exchange,
  { client: name = clients.soleName, idToken }: { client?: string | undefined; idToken?: string | undefined },
): Promise<EndAtProvider | undefined> {
  const client = name === undefined ? undefined : await clients.find(name);
  const state = randomBytes(32).toString('base64url');
  const postLogoutRedirectUri = urls.addressOf(urls.pathTo('logout'));
  try {
    const url = await client?.endSessionUrl({ idToken, postLogoutRedirectUri, state });
    return url && { url, state };
  } catch {
    // The provider is down, and the user is signed out here nevertheless.
    return undefined;
  }
}

/** Sends the browser to the provider's logout. It comes back to ours, and goes on to the landing page. */
export function leaveForLogout(exchange: Exchange, { url, state }: EndAtProvider, landing: string | undefined): void {
  keepWayBack(exchange, { state, landing });
  leave(exchange, url.href, 'logout');
}
