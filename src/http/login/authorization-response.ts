import type { Request, Response } from 'express';
import { CallbackError } from '../../shared/errors.js';
import { seeOther } from '../response/answer.js';
import type { Context } from '../services.js';
import { pathTo } from '../urls.js';
import { postedForm } from '../request/posted-form.js';
import { queryOf } from '../request/query.js';

/** No response has more parameters, or longer ones. */
const MOST_PARAMETERS = 20;
const LONGEST_RESPONSE = 8000;
/** So long a posted response may take to come back as a GET. */
const CARRIED_MS = 60_000;
const PURPOSE = 'posted authorization response';

interface Carried {
  parameters: string;
  until: number;
}

/** The parameters of an authorization response, each of them once (RFC 6749, section 3.1). Throws a `CallbackError`. */
export function authorizationResponse(context: Context, req: Request): URLSearchParams {
  const query = queryOf(req);
  const sealed = query.get('posted');
  if (sealed === null) return checked(query);
  const carried = context.sealer.open(sealed, PURPOSE) as Carried | undefined;
  if (carried && context.clock() < carried.until) return checked(new URLSearchParams(carried.parameters));
  throw invalid('The posted response is not ours, or too old');
}

/**
 * `POST /redirect`: a response by form (OAuth 2.0 Form Post Response Mode). The post of another site comes without our Lax
 * cookies, a GET has them: so the browser is sent here again by GET, with the response sealed in the address.
 */
export function carryPostedResponse(context: Context, req: Request, res: Response): void {
  const form = postedForm(req);
  if (!form) throw invalid('The posted response is not a form, or a parameter stands in it twice');
  const parameters = checked(form);
  const carried: Carried = { parameters: parameters.toString(), until: context.clock() + CARRIED_MS };
  const named = req.params['client'];
  const below = typeof named === 'string' ? `/${encodeURIComponent(named)}` : '';
  seeOther(res, `${pathTo(context, req, 'redirect', below)}?posted=${context.sealer.seal(carried, PURPOSE)}`);
}

function checked(parameters: URLSearchParams): URLSearchParams {
  const names = [...parameters.keys()];
  if (new Set(names).size < names.length) throw invalid('A parameter stands in the response twice');
  if (names.length > MOST_PARAMETERS || parameters.toString().length > LONGEST_RESPONSE)
    throw invalid('The response is too long');
  return parameters;
}

function invalid(message: string): CallbackError {
  return new CallbackError(message, { code: 'ERR_OAUTH_RESPONSE_INVALID' });
}
