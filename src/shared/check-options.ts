import { inspect } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { ConfigurationError } from './errors.js';
import { isSafeText } from './safe-text.js';

const MAX_QUOTED_LENGTH = 60;

/** The rule of one option. */
export interface OptionRule {
  /** The accepted values, in words that follow "takes". */
  takes: string;
  /** Whether a value is accepted. */
  check: (value: unknown) => boolean;
  required?: boolean;
  /** Whether an option that is given as undefined is a mistake: a missing value would do more than the caller wants. */
  definite?: boolean;
  /** Picks the part of a wrong value that the message describes. Default is the whole value. */
  wrong?: (value: unknown) => unknown;
  /** Says why a wrong value is refused, and what to write instead, where that can be told. */
  explain?: (value: unknown) => string | undefined;
  /** Whether the value must never appear in a message. */
  secret?: boolean;
}

/** The rules of all options of an object, by name. */
export type OptionRules<Options> = { [Name in keyof Required<Options>]: OptionRule };

/**
 * Checks an object of options at once, so that a mistake shows at the start and not at the first request. Throws a `ConfigurationError` that
 * names the option, its value and the accepted values. For an unknown option it suggests the closest known one.
 */
export function checkOptions<Options extends object>(
  caller: string,
  given: unknown,
  rules: OptionRules<Options>,
): asserts given is Options {
  if (!isPlainObject(given))
    throw new ConfigurationError(`${caller} takes an object of options, got ${describeValue(given)}`);
  const known = Object.keys(rules);
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw unknownOptionError(caller, name, known);
  }
  for (const [name, rule] of Object.entries<OptionRule>(rules)) {
    const isMissing = rule.definite === true && Object.hasOwn(given, name) && given[name] === undefined;
    if (isMissing || !isAccepted(given[name], rule))
      throw wrongOptionError(`${caller}: option "${name}"`, given[name], rule);
  }
}

function isAccepted(value: unknown, { required = false, check }: OptionRule): boolean {
  return value === undefined ? !required : check(value);
}

function wrongOptionError(option: string, value: unknown, rule: OptionRule): ConfigurationError {
  const got = rule.secret ? describeSecret(value) : describeValue(rule.wrong ? rule.wrong(value) : value);
  const hint = rule.explain?.(value);
  return new ConfigurationError(`${option} takes ${rule.takes}, got ${got}${hint === undefined ? '' : `. ${hint}`}`, {
    hint,
  });
}

function unknownOptionError(caller: string, name: string, known: string[]): ConfigurationError {
  const nearest = closest(name, known);
  const isTypo = distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3);
  const hint = isTypo ? `Did you mean "${nearest}"?` : `It takes: ${known.join(', ')}`;
  return new ConfigurationError(`${caller}: option "${name}" is unknown. ${hint}`, { hint });
}

/** Describes a wrong value in a message: shortly, and never more than the start of a string. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : JSON.stringify(hideCredentials(value).slice(0, MAX_QUOTED_LENGTH));
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'without a prototype'})`;
  if (typeof value === 'function') return 'a function';
  return `${typeof value} ${inspect(value)}`;
}

/**
 * Hides the part of an address before its last "@", which may be a password. It searches once from each end, because the text may be long and
 * come from a visitor.
 */
function hideCredentials(text: string): string {
  const [start, end] = [text.indexOf('//'), text.lastIndexOf('@')];
  return start === -1 || end < start + 2 ? text : `${text.slice(0, start)}//…${text.slice(end)}`;
}

function describeSecret(value: unknown): string {
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (Array.isArray(value)) return `an array: ${value.map(describeSecret).join(', ')}`;
  return value === null || value === undefined ? String(value) : `a value of type ${typeof value}`;
}

/** Whether a value is an object literal, or an object without a prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another JavaScript realm has another Object.prototype: so its shape is checked.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isToken(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value === value.trim() && isSafeText(value);
}

/** Rules that many options share. */
export const takes = {
  string: (description = 'a string that is not empty', required = false): OptionRule => ({
    takes: description,
    check: (value) => typeof value === 'string' && value !== '',
    required,
  }),
  /** A value that a provider issued, such as an id (RFC 6749, appendix A). A line break that was copied with it is refused. */
  token: (description: string, required = false): OptionRule => ({
    takes: description,
    check: isToken,
    required,
  }),
  secret: (): OptionRule => ({
    takes: 'a string without control characters, and without spaces at its ends',
    check: isToken,
    secret: true,
  }),
  boolean: (): OptionRule => ({ takes: 'true or false', check: (value) => typeof value === 'boolean' }),
  function: (description = 'a function'): OptionRule => ({
    takes: description,
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
