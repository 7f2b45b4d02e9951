import type { Exchange } from '../exchange.js';
import { postedForm } from '../request/posted-form.js';
import { isTooLong } from '../request/return-to.js';
import { seeOther } from '../response/answer.js';
import { beginLogin } from './begin-login.js';
import { tellOfLostDestination } from './tell-of-lost-destination.js';

const MAX_HINT_LENGTH = 500;
/** The address that follows a form carries its values, and must stay one that servers and proxies take. */
const MAX_VALUE_LENGTH = 5000;
const PARAMETERS = ['iss', 'login_hint', 'target_link_uri'];

/**
 * `GET /login?iss=…`: a login that the provider, or a portal, begins (OIDC Core, section 4). It is a login like any other: the hint
 * decides nothing, and the target is a page of this app. Throws a `CallbackError` for an issuer that no client has.
 */
export async function initiatedLogin(exchange: Exchange): Promise<void> {
  const { req, res, query, urls, services } = exchange;
  const client = await services.clients.requireByIssuer(req, query.get('iss') ?? '');
  const hint = query.get('login_hint');
  const target = pathInThisApp(exchange, query.get('target_link_uri'));
  if (isTooLong(target) || query.get('notice') === 'destination-lost')
    return seeOther(res, tellOfLostDestination(urls.loginHref(`/${client.name}`)));
  await beginLogin(exchange, client, {
    returnTo: urls.safePath(target),
    hint: hint === null || hint.length > MAX_HINT_LENGTH ? undefined : hint,
  });
}

/** `POST /login`: the same by form. A form of another site comes without our cookies, so a GET follows, which has them. */
export function carryInitiation({ req, res, urls }: Exchange): void {
  const form = postedForm(req) ?? new URLSearchParams();
  const known = [...form].filter(([name]) => PARAMETERS.includes(name));
  const query = new URLSearchParams(known.filter(([, value]) => value.length <= MAX_VALUE_LENGTH));
  const href = urls.loginHref('', query);
  const isTargetLost = form.has('target_link_uri') && !query.has('target_link_uri');
  seeOther(res, isTargetLost ? tellOfLostDestination(href) : href);
}

/** The path of an address of this app; undefined for an address elsewhere. */
function pathInThisApp({ urls }: Exchange, address: string | null): string | undefined {
  if (address === null || !URL.canParse(address)) return undefined;
  const { origin, pathname, search, hash } = new URL(address);
  return origin === new URL(urls.addressOf('/')).origin ? pathname + search + hash : undefined;
}
