import { CallbackError } from '../../shared/errors.js';
import type { TicketKind } from '../../shared/ticket.js';
import type { Exchange } from '../exchange.js';
import { postedForm } from '../request/posted-form.js';
import { seeOther } from '../response/answer.js';

const MAX_PARAMETERS = 20;
const MAX_RESPONSE_LENGTH = 8000;

/** A posted response on its way back as a GET: its parameters, as a query. */
const POSTED: TicketKind<string> = { purpose: 'posted authorization response', lifeMs: 60_000, isPacked: true };

/** The parameters of an authorization response, each of them once (RFC 6749, section 3.1). Throws a `CallbackError`. */
export function authorizationResponse(exchange: Exchange): URLSearchParams {
  const posted = exchange.query.get('posted');
  if (posted === null) return checkParameters(exchange.query);
  const parameters = exchange.openTicket(POSTED, posted);
  if (parameters !== undefined) return checkParameters(new URLSearchParams(parameters));
  throw invalidError('The posted response is not ours, or has expired');
}

/**
 * `POST /redirect`: a response by form (OAuth 2.0 Form Post Response Mode). The post of another site comes without our Lax
 * cookies, which a GET has: so the browser is sent here again by GET, with the response sealed in the address.
 */
export function carryPostedResponse(exchange: Exchange): void {
  const form = postedForm(exchange.req);
  if (!form) throw invalidError('The posted response is not a form, or a parameter stands in it twice');
  const parameters = checkParameters(form).toString();
  const { namedClient } = exchange;
  const below = namedClient === undefined ? '' : `/${encodeURIComponent(namedClient)}`;
  seeOther(
    exchange.res,
    `${exchange.urls.pathTo('redirect', below)}?posted=${exchange.issueTicket(POSTED, parameters)}`,
  );
}

function checkParameters(parameters: URLSearchParams): URLSearchParams {
  const names = [...parameters.keys()];
  if (new Set(names).size < names.length) throw invalidError('A parameter stands in the response twice');
  if (names.length > MAX_PARAMETERS || parameters.toString().length > MAX_RESPONSE_LENGTH)
    throw invalidError('The response is too long');
  return parameters;
}

function invalidError(message: string): CallbackError {
  return new CallbackError(message, { code: 'ERR_OAUTH_RESPONSE_INVALID' });
}
