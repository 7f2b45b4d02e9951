import { inspect } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { ConfigurationError } from './errors.js';

/** What one option takes, in words and as a check. */
export interface OptionRule {
  takes: string;
  check: (value: unknown) => boolean;
  required?: boolean;
  /** What of a wrong value to tell, when that is not the whole of it. */
  wrong?: (value: unknown) => unknown;
  /** The value never appears in a message. */
  secret?: boolean;
}

/** An option object's whole contract: name to rule. */
export type OptionRules<Options> = { [Name in keyof Required<Options>]: OptionRule };

/**
 * Checks an option object at once, so that a wrong option never waits for the first request.
 * Throws a `ConfigurationError` that names the option, what it got and what it takes; for an unknown one, the nearest known.
 */
export function checkOptions<Options extends object>(
  caller: string,
  given: unknown,
  rules: OptionRules<Options>,
): asserts given is Options {
  if (!isPlainObject(given))
    throw new ConfigurationError(`${caller} takes an object of options, got ${described(given)}`);
  const known = Object.keys(rules);
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw unknownOption(caller, name, known);
  }
  for (const [name, rule] of Object.entries<OptionRule>(rules)) checkOption(caller, name, given[name], rule);
}

function checkOption(caller: string, name: string, value: unknown, rule: OptionRule): void {
  if (value === undefined && !rule.required) return;
  if (value !== undefined && rule.check(value)) return;
  const got = rule.secret ? describedSecret(value) : described(rule.wrong ? rule.wrong(value) : value);
  throw new ConfigurationError(`${caller}: option "${name}" takes ${rule.takes}, got ${got}`);
}

function unknownOption(caller: string, name: string, known: string[]): ConfigurationError {
  const nearest = closest(name, known);
  const meant = distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3);
  const hint = meant ? `Did you mean "${nearest}"?` : `It takes: ${known.join(', ')}`;
  return new ConfigurationError(`${caller}: option "${name}" is unknown. ${hint}`, { hint });
}

/** What a wrong value is, in words for a message: short, and never more than its beginning. */
export function described(value: unknown): string {
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : JSON.stringify(withoutCredentials(value).slice(0, 60));
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'without a prototype'})`;
  if (typeof value === 'function') return 'a function';
  return `${typeof value} ${inspect(value)}`;
}

/** What stands before the last @ of an address may be a password. Looked for once from each end: the text may be a stranger's, and long. */
function withoutCredentials(text: string): string {
  const [from, to] = [text.indexOf('//'), text.lastIndexOf('@')];
  return from === -1 || to < from + 2 ? text : `${text.slice(0, from)}//…${text.slice(to)}`;
}

function describedSecret(value: unknown): string {
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (Array.isArray(value)) return `an array: ${value.map(describedSecret).join(', ')}`;
  return value === null || value === undefined ? String(value) : `a value of type ${typeof value}`;
}

/** Whether a value is an object literal, or one without a prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Asked by its shape: an object of another realm has another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isToken(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value === value.trim() && !/\p{Cc}/u.test(value);
}

/** Rules that several option objects share. */
export const takes = {
  string: (what = 'a string that is not empty', required = false): OptionRule => ({
    takes: what,
    check: (value) => typeof value === 'string' && value !== '',
    required,
  }),
  /** What a provider gave: an id, say (RFC 6749, appendix A). A line's end that came along with it is found here. */
  token: (what: string, required = false): OptionRule => ({
    takes: what,
    check: isToken,
    required,
  }),
  secret: (): OptionRule => ({
    takes: 'a string without control characters, and without spaces at its ends',
    check: isToken,
    secret: true,
  }),
  boolean: (): OptionRule => ({ takes: 'true or false', check: (value) => typeof value === 'boolean' }),
  function: (what = 'a function'): OptionRule => ({
    takes: what,
    check: (value) => typeof value === 'function',
  }),
  wholeSeconds: (min: number, max: number): OptionRule => ({
    takes: `a whole number of seconds from ${min} to ${max}`,
    check: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
  }),
  seconds: (min: number, max: number): OptionRule => ({
    takes: `a number of seconds from ${min} to ${max}`,
    check: (value) => typeof value === 'number' && value >= min && value <= max,
  }),
  texts: (): OptionRule => ({
    takes: 'an object of strings or lists of them',
    check: (value) =>
      isPlainObject(value) &&
      Object.values(value).every(
        (entry) =>
          typeof entry === 'string' || (Array.isArray(entry) && entry.every((each) => typeof each === 'string')),
      ),
  }),
  strings: (): OptionRule => ({
    takes: 'an object of strings',
    check: (value) => isPlainObject(value) && Object.values(value).every((entry) => typeof entry === 'string'),
  }),
};
