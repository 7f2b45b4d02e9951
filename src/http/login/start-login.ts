import type { Exchange } from '../exchange.js';
import { isTooLong } from '../request/return-to.js';
import { seeOther } from '../response/answer.js';
import { beginLogin } from './begin-login.js';
import { loginLink } from './login-link.js';
import { checkLoginOptions, type LoginLinkOptions } from './login-options.js';

/** `auth.login()`: begins a login from a route of the app. Throws a `ConfigurationError` for a wrong option. */
export async function startLogin(exchange: Exchange, options: LoginLinkOptions): Promise<void> {
  const request = checkLoginOptions(exchange, 'login()', options);
  const client = await exchange.services.clients.requireByName('login()', options.client);
  if (isTooLong(options.returnTo))
    return seeOther(exchange.res, loginLink(exchange, { ...options, client: client.name }));
  await beginLogin(exchange, client, request);
}
