import { digest } from '../../shared/digest.js';
import type { AuthorizationParameters } from '../../protocol/options/client-options.js';
import { handleOf } from '../../records/session-handle.js';
import type { Exchange } from '../exchange.js';
import { sealedLink } from '../login/login-link.js';
import { recentStepUps } from '../login/step-ups.js';
import { tellOfLostDestination } from '../login/tell-of-lost-destination.js';
import { isTooLong } from '../request/return-to.js';
import { sendProblem } from '../response/answer.js';
import { leave } from '../response/leave.js';
import { notAsAskedError } from './forbidden.js';
import { askToSignIn } from './guard.js';
import { isProved, namesIn, type ProofRequirement } from './requirement.js';

/**
 * Has the user authenticate again, in the way that is required; once, so that a provider that does not comply makes no loop.
 * Throws a `CallbackError` (403) where that was tried just now.
 */
export function stepUp(exchange: Exchange, requirement: ProofRequirement): void {
  const { user, services } = exchange;
  if (!user) return askToSignIn(exchange);
  const { maxAge, acr = [], amr } = requirement;
  const classes = namesIn(acr);
  const wanted = digest(JSON.stringify([maxAge, classes, amr]));
  const before = recentStepUps(exchange.session.signIn, services.clock());
  if (before.some((each) => each.wanted === wanted) && !hasPassed(exchange, requirement))
    throw notAsAskedError(user.client);
  const parameters: AuthorizationParameters = {
    ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
    ...(classes.length === 0 ? {} : { acr_values: classes.join(' ') }),
    // There is no parameter for methods: a new authentication may bring them.
    ...(amr === undefined ? {} : { prompt: 'login' }),
  };
  const page = returnPath(exchange);
  const request = { parameters, stepUp: { wanted, before }, returnTo: exchange.urls.safePath(page) };
  // Anybody may open the link, but this user is who has to authenticate again.
  const session = handleOf(exchange.req.sessionID);
  const link = sealedLink(exchange, { client: user.client, request, session });
  sendToStepUp(exchange, isTooLong(page) ? tellOfLostDestination(link) : link, { maxAge, classes });
}

/** The step-up that an API asks for with a 401 (RFC 9470, section 3), if it does. */
export function stepUpIn(response: globalThis.Response): ProofRequirement | undefined {
  const header = response.status === 401 ? (response.headers.get('www-authenticate') ?? '') : '';
  if (!/\berror="?insufficient_user_authentication\b/.test(header)) return undefined;
  const acr = /\bacr_values="([\x20\x21\x23-\x5b\x5d-\x7e]{1,500})"/.exec(header)?.[1]?.split(' ').filter(Boolean);
  const maxAge = /\bmax_age="?(\d{1,8})\b/.exec(header)?.[1];
  return { ...(acr?.length ? { acr } : {}), ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }) };
}

function sendToStepUp(
  exchange: Exchange,
  link: string,
  { maxAge, classes }: { maxAge: number | undefined; classes: readonly string[] },
): void {
  const { res, urls, isPageVisit } = exchange;
  if (isPageVisit) return leave(exchange, link, 'login');
  res.setHeader('WWW-Authenticate', challenge(maxAge, classes));
  sendProblem(res, {
    type: 'about:blank',
    title: 'Please confirm that it is you',
    status: 401,
    code: 'ERR_OAUTH_STEP_UP',
    loginUrl: new URL(link, urls.addressOf('/')).href,
  });
}

/** Whether the provider complied at the sign-in, and it is only too long ago by now. */
function hasPassed({ user, services }: Exchange, requirement: ProofRequirement): boolean {
  if (!user) return false;
  return isProved(user, requirement, user.signedInAt) && !isProved(user, requirement, services.clock());
}

/** RFC 9470, section 3. */
function challenge(maxAge: number | undefined, classes: readonly string[]): string {
  const parts = [
    'error="insufficient_user_authentication"',
    ...(classes.length === 0 ? [] : [`acr_values="${classes.join(' ')}"`]),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`]),
  ];
  return `StepUp ${parts.join(', ')}`;
}

/** The page that was asked for. For a posted form, the page that it is on: the posted data is lost. */
function returnPath({ req, urls }: Exchange): string | undefined {
  if (req.method === 'GET' || req.method === 'HEAD') return urls.asked;
  const { referer } = req.headers;
  if (!referer || !URL.canParse(referer) || urls.isSameOrigin === false) return urls.home;
  const { pathname, search } = new URL(referer);
  return pathname + search;
}
