import type { Request } from 'express';
import type { Auth } from '../../sessions/auth.js';
import { checkOptions, isPlainObject, takes, type OptionRules } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';
import type { Clients } from '../clients.js';
import type { Awaitable } from '../hooks/hooks.js';

/** How far the provider's clock and ours may be apart. */
const MAX_SKEW_MS = 30_000;

/** A requirement of a route, beside a signed-in user. All of it must hold; a field that is given as undefined is an error. */
export interface Requirement<Info extends object = object> {
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
  /**
   * The info has these claims: the same value, or a list with it in it, which in `scope` and `scp` may be a text with spaces. An `email` or
   * `phone_number` must be verified, too. Whichever provider says so: see `client`.
   */
  claims?: Readonly<Record<string, string | number | boolean>>;
  /** Any other condition: anything but `true` is no. Default is true. */
  check?: (auth: Auth<Info>, req: Request) => Awaitable<boolean>;
}

/** The part of a requirement that another sign-in can meet. */
export type ProofRequirement = Pick<Requirement, 'maxAge' | 'acr' | 'amr'>;

/** A class must fit into quotes in a header, where spaces separate the classes. */
const CLASS_PATTERN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Checks a requirement: one that would let everybody in is a mistake, such as a setting that is missing. Throws a `ConfigurationError`. */
export function checkRequirement(clients: Clients, requirement: Requirement): void {
  checkOptions<Requirement>('require()', requirement, rulesFor(clients));
  const names = Object.keys(requirement);
  if (names.length === 0) throw new ConfigurationError('require() asks for nothing: the guard asks for a sign-in');
}

/** Whether at that time the provider had said what is required of how and when the user authenticated. */
export function isProved({ authenticatedAt, acr, amr }: Auth, requirement: ProofRequirement, at: number): boolean {
  const { maxAge, acr: classes, amr: methods = [] } = requirement;
  if (maxAge !== undefined && !(authenticatedAt !== undefined && at <= authenticatedAt + maxAge * 1000 + MAX_SKEW_MS))
    return false;
  if (classes !== undefined && !(acr !== undefined && namesIn(classes).includes(acr))) return false;
  return methods.every((method) => amr?.includes(method));
}

/** One name, or several, as a list. */
export function namesIn(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : names;
}

function rulesFor({ names }: Clients): OptionRules<Requirement> {
  const rules: OptionRules<Requirement> = {
    maxAge: takes.wholeSeconds(0, 365 * 86_400),
    acr: {
      takes: 'a class, or a list of them',
      check: (value) => isListOf([value].flat(), (each) => CLASS_PATTERN.test(each)),
    },
    amr: {
      takes: 'a list of methods such as ["mfa"]',
      check: (value) => isListOf(value, (each) => /^\S+$/.test(each)),
    },
    client: {
      takes: `a client, or a list of them, of: ${names.join(', ')}`,
      check: (value) => isListOf([value].flat(), (each) => names.includes(each)),
    },
    groups: { takes: 'a list of groups', check: (value) => isListOf(value, () => true) },
    claims: { takes: 'an object of texts, numbers, true and false', check: isClaims },
    check: takes.function(),
  };
  const definite = Object.entries(rules).map(([name, rule]) => [name, { ...rule, definite: true }]);
  return Object.fromEntries(definite) as OptionRules<Requirement>;
}

function isListOf(value: unknown, isGood: (each: string) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string' && isGood(each));
}

function isClaims(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const wanted = Object.values(value);
  return wanted.length > 0 && wanted.every((each) => ['string', 'number', 'boolean'].includes(typeof each));
}
