import { checkOptions, describeValue, takes, type OptionRules } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { landingRule } from './landing-rule.js';

/** The options of `auth.logout()`. */
export interface LogoutOptions {
  /** Whether the provider's session ends too. Default is the option `providerLogout`. */
  provider?: boolean | undefined;
  /** Where to go after the logout, also of the provider: a path of this app. Default is what `onLogout` says, else the option `afterLogoutPath`. */
  returnTo?: string | undefined;
}

const rules: OptionRules<LogoutOptions> = { provider: takes.boolean(), returnTo: landingRule };

/** Checks the options of `auth.logout()`. Throws a `ConfigurationError`. */
export function checkLogoutOptions({ urls }: Exchange, options: LogoutOptions): void {
  checkOptions<LogoutOptions>('logout()', options, rules);
  const { returnTo } = options;
  const path = urls.safePath(returnTo);
  if (returnTo !== undefined && (path === undefined || urls.isOwnRoute(path)))
    throw new ConfigurationError(
      `logout(): option "returnTo" takes ${landingRule.takes}, got ${describeValue(returnTo)}`,
    );
}
