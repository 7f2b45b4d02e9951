import type { TokenSet } from '../../protocol/token-set.js';
import { handleOf } from '../../records/session-handle.js';
import type { Auth } from '../../sessions/auth.js';
import type { Exchange } from '../exchange.js';
import { followResult } from '../hooks/follow-result.js';
import { hookError } from '../hooks/hook-error.js';
import type { HookResult } from '../hooks/hooks.js';
import { runHook } from '../hooks/run-hook.js';
import { seeOther } from '../response/answer.js';
import { chooseLanding } from './choose-landing.js';
import { endAtProvider, leaveForLogout } from './end-at-provider.js';
import { landingRule } from './landing-rule.js';
import type { LogoutOptions } from './logout-options.js';
import { signOut } from './sign-out.js';

/** Marks the page after a logout that has not led to the provider: it must not lead there now. */
export const DONE = 'done';

/** Ends our session first, whatever the provider does; then sends the browser on. (OIDC RP-Initiated Logout 1.0) */
export async function logout(exchange: Exchange, { provider, returnTo }: LogoutOptions): Promise<void> {
  const { req, res, services, urls, user } = exchange;
  const { providerLogout, afterLogoutPath } = services.settings;
  let result: HookResult;
  let idToken: string | undefined;
  if (user) {
    const lasting = await loadLastingTokens(exchange, user);
    ({ idToken } = (await signOut(exchange, 'logout')) ?? lasting ?? {});
    result = await runHook(exchange, 'onLogout', { call: (hook) => hook(req, user.ident) });
    if (typeof result === 'function') return void (await followResult(exchange, 'onLogout', result));
    if (typeof result === 'string' && !landingRule.check(result))
      throw hookError('onLogout', new TypeError(`It takes ${landingRule.takes}`));
  }
  const landing = chooseLanding(exchange, [result, returnTo, afterLogoutPath]);
  if (provider ?? providerLogout) {
    const end = await endAtProvider(exchange, { client: user?.client, idToken });
    if (end) return leaveForLogout(exchange, end, landing);
  }
  // Where no logout leads to the provider, the mark says nothing.
  seeOther(res, landing ?? urls.pathTo('logout') + (providerLogout ? `?${DONE}` : ''));
}

/** Tokens in the app's own store stay there, but the provider's logout asks for their ID token. */
async function loadLastingTokens(
  { req, services }: Exchange,
  { ident, client: name }: Auth,
): Promise<TokenSet | undefined> {
  const { repository } = services.sessions.tokens;
  const client = repository.areLasting ? await services.clients.find(name) : undefined;
  if (!client) return undefined;
  try {
    return (await repository.slot({ session: handleOf(req.sessionID), ident, client }).load())?.tokens;
  } catch (error) {
    // The user is signed out nevertheless.
    services.events.reportStoreFailure(error, 'tokens');
    return undefined;
  }
}
