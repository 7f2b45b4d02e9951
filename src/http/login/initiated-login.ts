import type { Request, Response } from 'express';
import { CallbackError } from '../../shared/errors.js';
import { seeOther } from '../response/answer.js';
import { begin } from './begin-login.js';
import type { Context } from '../services.js';
import { addressOf, pathTo } from '../urls.js';
import { postedForm } from '../request/posted-form.js';
import { safeReturnTo } from '../request/return-to.js';

/** No hint is longer. */
const LONGEST_HINT = 500;
const PARAMETERS = ['iss', 'login_hint', 'target_link_uri'];

/**
 * `GET /login?iss=…`: a login that the provider, or a portal, begins (OIDC Core, section 4). It is a login like any other: whom it is
 * begun for decides nothing, and the page to come to is one of this app. Throws a `CallbackError` for an issuer that no client has.
 */
export async function initiatedLogin(
  context: Context,
  req: Request,
  res: Response,
  query: URLSearchParams,
): Promise<void> {
  const issuer = query.get('iss') ?? '';
  const client = [...context.clients.values()].find((each) => each.issuer !== undefined && isSame(each.issuer, issuer));
  if (!client) {
    throw new CallbackError('No client of this app has this issuer', { code: 'ERR_OAUTH_CLIENT_UNKNOWN', status: 404 });
  }
  const hint = query.get('login_hint');
  await begin(context, req, res, {
    client,
    returnTo: pathIn(context, req, query.get('target_link_uri')),
    parameters: hint === null || hint.length > LONGEST_HINT ? {} : { login_hint: hint },
  });
}

/** `POST /login`: the same by form. It comes from another site, and so without our cookies: a GET has them. */
export function carryInitiation(context: Context, req: Request, res: Response): void {
  const form = postedForm(req) ?? new URLSearchParams();
  const query = new URLSearchParams([...form].filter(([name]) => PARAMETERS.includes(name)));
  seeOther(res, pathTo(context, req, 'login') + (query.size > 0 ? `?${query}` : ''));
}

function isSame(one: string, other: string): boolean {
  return one === other || (URL.canParse(other) && new URL(one).href === new URL(other).href);
}

/** An address of this app as a path of it; nothing for one that is elsewhere. */
function pathIn(context: Context, req: Request, address: string | null): string | undefined {
  if (address === null || !URL.canParse(address)) return undefined;
  const { origin, pathname, search, hash } = new URL(address);
  return origin === new URL(addressOf(context, req, '/')).origin ? safeReturnTo(pathname + search + hash) : undefined;
}
