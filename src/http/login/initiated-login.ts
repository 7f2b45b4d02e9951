import type { Exchange } from '../exchange.js';
import { postedForm } from '../request/posted-form.js';
import { safeReturnTo } from '../request/return-to.js';
import { seeOther } from '../response/answer.js';
import { beginLogin } from './begin-login.js';

const MAX_HINT_LENGTH = 500;
const PARAMETERS = ['iss', 'login_hint', 'target_link_uri'];

/**
 * `GET /login?iss=…`: a login that the provider, or a portal, begins (OIDC Core, section 4). It is a login like any other: the hint
 * decides nothing, and the target is a page of this app. Throws a `CallbackError` for an issuer that no client has.
 */
export async function initiatedLogin(exchange: Exchange): Promise<void> {
  const { req, query, services } = exchange;
  const client = await services.clients.requireByIssuer(req, query.get('iss') ?? '');
  const hint = query.get('login_hint');
  await beginLogin(exchange, client, {
    returnTo: pathInThisApp(exchange, query.get('target_link_uri')),
    parameters: hint === null || hint.length > MAX_HINT_LENGTH ? {} : { login_hint: hint },
  });
}

/** `POST /login`: the same by form. A form of another site comes without our cookies, so a GET follows, which has them. */
export function carryInitiation({ req, res, urls }: Exchange): void {
  const form = postedForm(req) ?? new URLSearchParams();
  const query = new URLSearchParams([...form].filter(([name]) => PARAMETERS.includes(name)));
  seeOther(res, urls.loginHref('', query));
}

/** The path of an address of this app; undefined for an address elsewhere. */
function pathInThisApp({ urls }: Exchange, address: string | null): string | undefined {
  if (address === null || !URL.canParse(address)) return undefined;
  const { origin, pathname, search, hash } = new URL(address);
  return origin === new URL(urls.addressOf('/')).origin ? safeReturnTo(pathname + search + hash) : undefined;
}
