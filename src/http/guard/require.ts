import type { Request, Response } from 'express';
import { checkOptions, isPlainObject, takes } from '../../shared/check-options.js';
import type { OptionRules } from '../../shared/check-options.js';
import { digest } from '../../shared/digest.js';
import { CallbackError, ConfigurationError } from '../../shared/errors.js';
import type { AuthorizationParameters } from '../../protocol/options/client-options.js';
import { sendProblem, seeOther } from '../response/answer.js';
import { askHook } from '../hooks/run-hook.js';
import type { Auth } from '../../sessions/auth.js';
import { askToSignIn, isSignedIn, isWelcome } from './guard.js';
import type { Context } from '../services.js';
import type { Awaitable } from '../hooks/hooks.js';
import { linkWith } from '../login/login-link.js';
import { isPageVisit } from '../request/page-visit.js';
import { addressOf, askedPath, homePath, isSameOrigin } from '../urls.js';
import { safeReturnTo } from '../request/return-to.js';
import { stepUpsLately, withStepUp } from '../login/step-ups.js';

/** The provider's clock and ours may differ by so much. */
const SKEW_MS = 30_000;
/** What a route asks for, beside somebody who is signed in. All that is given must hold; what is given as undefined is an error. */
export interface Requirement {
  /** The user has authenticated at the provider at most so many seconds ago, give or take 30 (OIDC Core, `auth_time`). */
  maxAge?: number;
  /** The class of the authentication is this one, or one of these (`acr`). */
  acr?: string | readonly string[];
  /** The authentication was made with all of these methods, such as `mfa` (RFC 8176, `amr`). */
  amr?: readonly string[];
  /**
   * The user was signed in by this client, or one of these. Default is any. Say it wherever `groups`, `claims` or `acr` is given and there
   * are several clients: each provider has groups of its own, and another's `admins` may be anybody.
   */
  client?: string | readonly string[];
  /** The user is in one of these groups, at whichever provider has signed them in: see `client`. */
  groups?: readonly string[];
  /** The info has these claims: the same value, or a list with it in it. Whichever provider says so: see `client`. */
  claims?: Readonly<Record<string, string | number | boolean>>;
  /** Whatever else: anything but `true` is no. Default is true. */
  check?: (auth: Auth, req: Request) => Awaitable<boolean>;
}

/** What a header can hold in quotes, where spaces separate the classes. */
const CLASS = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

function areAll(value: unknown, isGood: (each: string) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string' && isGood(each));
}

function rulesFor({ clients }: Context): OptionRules<Requirement> {
  return {
    maxAge: takes.wholeSeconds(0, 365 * 86_400),
    acr: {
      takes: 'a class, or a list of them',
      check: (value) => areAll([value].flat(), (each) => CLASS.test(each)),
    },
    amr: { takes: 'a list of methods such as ["mfa"]', check: (value) => areAll(value, (each) => /^\S+$/.test(each)) },
    client: {
      takes: `a client, or a list of them, of: ${[...clients.keys()].join(', ')}`,
      check: (value) => areAll([value].flat(), (each) => clients.has(each)),
    },
    groups: { takes: 'a list of groups', check: (value) => areAll(value, () => true) },
    claims: { takes: 'an object of texts, numbers, true and false', check: isClaims },
    check: takes.function(),
  };
}

function isClaims(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const wanted = Object.values(value);
  return wanted.length > 0 && wanted.every((each) => ['string', 'number', 'boolean'].includes(typeof each));
}

/** What lets everybody in is a mistake: a setting that is not there, say. */
function checkRequirement(context: Context, requirement: Requirement): void {
  const rules = rulesFor(context);
  checkOptions<Requirement>('require()', requirement, rules);
  const names = Object.keys(requirement) as (keyof Requirement)[];
  const missing = names.find((name) => requirement[name] === undefined);
  if (missing !== undefined)
    throw new ConfigurationError(`require(): option "${missing}" takes ${rules[missing].takes}, got undefined`);
  if (names.length === 0) throw new ConfigurationError('require() asks for nothing: the guard asks for a sign-in');
}

/**
 * Tells whether a request meets a requirement, and answers those that do not: who may after another sign-in, is sent to that
 * once (step-up); all others are refused with 403. Throws a `ConfigurationError` for a wrong requirement.
 */
export function requirer(
  context: Context,
  requirement: Requirement,
): (req: Request, res: Response) => Promise<boolean> {
  checkRequirement(context, requirement);
  return async function isMet(req, res) {
    // Also where the guard does not stand.
    if (!(await isWelcome(context, req, res))) return false;
    if (!(await isAllowed(req, requirement))) throw refused('This user may not do that', req.auth.client);
    if (isProved(req.auth, requirement, context.clock())) return true;
    stepUp(context, req, res, requirement);
    return false;
  };
}

/** What another sign-in would not change. */
async function isAllowed(req: Request, { client, groups, claims = {}, check }: Requirement): Promise<boolean> {
  const { auth } = req;
  if (client !== undefined && !namesIn(client).includes(auth.client)) return false;
  if (groups && !groups.some((group) => auth.groups?.includes(group))) return false;
  const hasAll = Object.entries(claims).every(([name, value]) => {
    const claim = auth.info[name];
    return claim === value || (Array.isArray(claim) && claim.includes(value));
  });
  if (!hasAll || !check) return hasAll;
  // Whatever it gives, only true is yes.
  const answer: unknown = await askHook('require() check', () => check(auth, req));
  return answer === true;
}

/** Whether at that time the provider had said what is asked for of how and when the user authenticated. */
function isProved({ authenticatedAt, acr, amr }: Auth, requirement: Requirement, at: number): boolean {
  const { maxAge, acr: classes, amr: methods = [] } = requirement;
  if (maxAge !== undefined && !(authenticatedAt !== undefined && at <= authenticatedAt + maxAge * 1000 + SKEW_MS))
    return false;
  if (classes !== undefined && !(acr !== undefined && namesIn(classes).includes(acr))) return false;
  return methods.every((method) => amr?.includes(method));
}

function namesIn(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : names;
}

/** Has the user sign in again, in the way that is asked for; once, so that a provider that does not comply makes no loop. */
export function stepUp(
  context: Context,
  req: Request,
  res: Response,
  requirement: Pick<Requirement, 'maxAge' | 'acr' | 'amr'>,
): void {
  if (!isSignedIn(context, req)) return askToSignIn(context, req, res);
  const { maxAge, acr = [], amr } = requirement;
  const classes = namesIn(acr);
  const wanted = digest(JSON.stringify([maxAge, classes, amr]));
  const tried = stepUpsLately(req.session.signIn, context.clock());
  if (tried.some((each) => each.wanted === wanted) && !hasPassed(context, req, requirement))
    throw notAsAsked(req.auth.client);
  const parameters: AuthorizationParameters = {
    ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
    ...(classes.length === 0 ? {} : { acr_values: classes.join(' ') }),
    // There is no parameter for methods: a new authentication is what may bring them.
    ...(amr === undefined ? {} : { prompt: 'login' }),
  };
  const aim = { parameters, stepUp: withStepUp(wanted, tried), returnTo: returnPath(context, req) };
  const link = linkWith(context, req, { client: req.auth.client, aim });
  if (isPageVisit(req)) return seeOther(res, link);
  res.setHeader('WWW-Authenticate', challenge(maxAge, classes));
  sendProblem(res, {
    type: 'about:blank',
    title: 'Please confirm that it is you',
    status: 401,
    code: 'ERR_OAUTH_STEP_UP',
    loginUrl: addressOf(context, req, link),
  });
}

/** Whether the provider complied, and it is only too long ago by now. */
function hasPassed({ clock }: Context, { auth }: Request, requirement: Requirement): boolean {
  return isProved(auth, requirement, auth.signedInAt) && !isProved(auth, requirement, clock());
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

/** The page that was asked for; for a form that was posted, the page that it is on: what was posted is lost. */
function returnPath(context: Context, req: Request): string | undefined {
  if (req.method === 'GET' || req.method === 'HEAD') return safeReturnTo(askedPath(context, req));
  const { referer } = req.headers;
  if (!referer || !URL.canParse(referer) || isSameOrigin(context, req) === false) return homePath(context);
  const { pathname, search } = new URL(referer);
  return safeReturnTo(pathname + search);
}

/** The provider did not comply with a step-up. */
export function notAsAsked(client: string | undefined): CallbackError {
  return refused('The provider did not authenticate the user as it was asked to', client);
}

function refused(message: string, client: string | undefined): CallbackError {
  return new CallbackError(message, { code: 'ERR_OAUTH_FORBIDDEN', status: 403, client });
}

/** What an API asks for with a 401 (RFC 9470, section 3), if it does. */
export function stepUpIn(response: globalThis.Response): Pick<Requirement, 'maxAge' | 'acr'> | undefined {
  const header = response.status === 401 ? (response.headers.get('www-authenticate') ?? '') : '';
  if (!/\berror="?insufficient_user_authentication\b/.test(header)) return undefined;
  const acr = /\bacr_values="([\x20\x21\x23-\x5b\x5d-\x7e]{1,500})"/.exec(header)?.[1]?.split(' ').filter(Boolean);
  const maxAge = /\bmax_age="?(\d{1,8})\b/.exec(header)?.[1];
  return { ...(acr?.length ? { acr } : {}), ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }) };
}
